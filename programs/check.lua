local wrong
-- Put before every Lua script: how it says what it saw, as check.sh does for shells. (lua -e takes no text that begins
-- with a hyphen.)
function check(key, seen, expected)
  print(key .. ": " .. tostring(seen))
  if tostring(seen) ~= tostring(expected) then wrong = wrong or key end
end
function observe(key, seen) print(key .. ": " .. tostring(seen)) end
function verdict() print(wrong and "CONTRACT_FAIL " .. wrong or "CONTRACT_PASS") end
