/** The ways between a region's blocks, in the form that WebAssembly's nested blocks and loops need. */

/** Successors of each block, by number; block 0 is where the region is entered. */
export type Successors = readonly (readonly number[])[];

export class RegionGraph {
  /** Place in reverse postorder; -1 for blocks that cannot be reached. */
  readonly order: readonly number[];
  /** The block that is nearest to a block among those through which all ways to it go. */
  readonly dominator: readonly number[];
  /** Blocks to which something jumps back. */
  readonly isLoop: readonly boolean[];
  /** Blocks where several ways meet that do not jump back. */
  readonly isMerge: readonly boolean[];
  private readonly successors: Successors;

  constructor(successors: Successors) {
    const count = successors.length;
    this.successors = successors;
    const sorted = reversePostorder(successors);
    const order: number[] = new Array(count).fill(-1);
    for (const [place, block] of sorted.entries()) order[block] = place;
    this.order = order;
    this.dominator = dominators(successors, sorted, order);
    const isLoop: boolean[] = new Array(count).fill(false);
    const ways: number[] = new Array(count).fill(0);
    for (const from of sorted) {
      for (const to of successors[from] ?? []) {
        if (this.goesBack(from, to)) isLoop[to] ||= this.dominates(to, from);
        else ways[to] = (ways[to] ?? 0) + 1;
      }
    }
    this.isLoop = isLoop;
    this.isMerge = ways.map((number) => number > 1);
  }

  goesBack(from: number, to: number): boolean {
    return (this.order[to] ?? 0) <= (this.order[from] ?? 0);
  }

  /** Can the way be gone within the region? Not into the middle of a loop from below. */
  canGo(from: number, to: number): boolean {
    return !this.goesBack(from, to) || this.dominates(to, from);
  }

  dominates(above: number, below: number): boolean {
    for (let at = below; ; at = this.dominator[at] ?? 0) {
      if (at === above) return true;
      if (at === 0) return false;
    }
  }

  /** Merges that must be placed after a block, last first. */
  mergesUnder(block: number): readonly number[] {
    return this.successors
      .map((_, other) => other)
      .filter((other) => other !== 0 && this.dominator[other] === block && this.isMerge[other] === true)
      .sort((a, b) => (this.order[b] ?? 0) - (this.order[a] ?? 0));
  }
}

function reversePostorder(successors: Successors): readonly number[] {
  const seen = new Set<number>();
  const sorted: number[] = [];
  const visit = (block: number): void => {
    seen.add(block);
    for (const next of successors[block] ?? []) if (!seen.has(next)) visit(next);
    sorted.push(block);
  };
  visit(0);
  return sorted.reverse();
}

/** Cooper, Harvey and Kennedy: the nearest common dominator of all that lead to a block, until nothing changes. */
function dominators(successors: Successors, sorted: readonly number[], order: readonly number[]): readonly number[] {
  const dominator: number[] = new Array(successors.length).fill(-1);
  dominator[0] = 0;
  const meet = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      while ((order[x] ?? 0) > (order[y] ?? 0)) x = dominator[x] ?? 0;
      while ((order[y] ?? 0) > (order[x] ?? 0)) y = dominator[y] ?? 0;
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const from of sorted) {
      for (const to of successors[from] ?? []) {
        if (to === 0) continue;
        const before = dominator[to] ?? -1;
        const after = before < 0 ? from : meet(before, from);
        if (after === before) continue;
        dominator[to] = after;
        changed = true;
      }
    }
  }
  return dominator;
}
