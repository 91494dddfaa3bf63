// Filters and keys of report.html. Without it the page shows everything. The state lives in the address's fragment,
// so that a link to it shows the same: #category=events&status=FAIL&text=epoll, or #events.epoll_edge.
const form = document.querySelector(".filters");
const text = document.querySelector("#text");
const category = document.querySelector("#category");
const count = document.querySelector("#count");
const toggle = document.querySelector("#toggle");
const boxes = [...document.querySelectorAll("input[name=status]")];
const contracts = [...document.querySelectorAll(".contract")];
const sections = [...document.querySelectorAll(".category")];

const shown = () => contracts.filter((contract) => !contract.hidden);

function filter() {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = boxes.filter((box) => box.checked).map((box) => box.value);
  for (const contract of contracts) {
    const { status, search } = contract.dataset;
    const fits =
      (category.value === "" || contract.closest(".category").dataset.category === category.value) &&
      (wanted.length === 0 || status.split(" ").some((one) => wanted.includes(one))) &&
      words.every((word) => search.includes(word));
    contract.hidden = !fits;
  }
  for (const section of sections) section.hidden = !section.querySelector(".contract:not([hidden])");
  const left = shown();
  count.value =
    left.length === contracts.length ? `${contracts.length} contracts` : `${left.length} of ${contracts.length}`;
  document.querySelector("#nothing").hidden = left.length > 0;
  nameToggle();
}

function remember() {
  const state = new URLSearchParams();
  if (category.value) state.set("category", category.value);
  for (const box of boxes) if (box.checked) state.append("status", box.value);
  if (text.value) state.set("text", text.value);
  history.replaceState(null, "", `#${state}`);
}

function recall() {
  const fragment = decodeURIComponent(location.hash.slice(1));
  const contract = contracts.find((one) => one.id === fragment);
  const state = new URLSearchParams(contract ? "" : location.hash.slice(1));
  category.value = state.get("category") ?? "";
  text.value = state.get("text") ?? "";
  for (const box of boxes) box.checked = state.getAll("status").includes(box.value);
  filter();
  if (contract) {
    contract.open = true;
    contract.scrollIntoView();
  } else if (state.size > 0) form.scrollIntoView();
}

function clear() {
  form.reset();
  filter();
  remember();
}

/** Moves the focus to the next (1) or previous (-1) contract that is shown. */
function step(by) {
  const list = shown();
  const at = list.indexOf(document.activeElement?.closest(".contract"));
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by];
  next?.querySelector("summary").focus();
}

const nameToggle = () => {
  toggle.textContent = shown().some((contract) => !contract.open) ? "Open all" : "Close all";
};

form.addEventListener("input", () => {
  filter();
  remember();
});
form.addEventListener("submit", (event) => event.preventDefault());
toggle.addEventListener("click", () => {
  const open = shown().some((contract) => !contract.open);
  for (const contract of shown()) contract.open = open;
  nameToggle();
});
addEventListener("hashchange", recall);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input[type=search], select");
  if (event.key === "Escape") {
    clear();
    text.blur();
  } else if (!typing && event.key === "/") {
    event.preventDefault();
    text.focus();
    text.select();
  } else if (!typing && (event.key === "j" || event.key === "k")) step(event.key === "j" ? 1 : -1);
});

form.hidden = false;
document.querySelector(".keys").hidden = false;
recall();
