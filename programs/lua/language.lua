-- Program: Lua: tables, closures, coroutines, patterns, metatables, integers and floats
-- Source: Lua 5.4 reference manual
local t = {}
for i = 1, 2000 do t[i] = (i * 7919) % 2003 end
table.sort(t)
check("sorted", table.concat({ t[1], t[2], t[1999], t[2000] }, " "), "1 2 2001 2002")
local fib = coroutine.wrap(function()
  local a, b = 0, 1
  while true do coroutine.yield(a) a, b = b, a + b end
end)
local seen = {}
for _ = 1, 12 do seen[#seen + 1] = fib() end
check("coroutine", table.concat(seen, ","), "0,1,1,2,3,5,8,13,21,34,55,89")
check("pattern", ("key = value"):match("^(%w+)%s*=%s*(%w+)$"), "key")
check("gsub", (("hello world"):gsub("o", { o = "0" })), "hell0 w0rld")
check("format", ("%5.2f|%-6s|%x|%q"):format(math.pi, "ab", 255, "a\nb"), " 3.14|ab    |ff|\"a\\\nb\"")
check("integer", 7 // 2 .. " " .. -7 // 2 .. " " .. 7 % -3 .. " " .. (1 << 62), "3 -4 -2 4611686018427387904")
check("float", 0.1 + 0.2 == 0.3, false)
check("math", ("%.12f %.12f %.12f"):format(math.sin(1), math.exp(1), math.log(10)),
  "0.841470984808 2.718281828459 2.302585092994")
local point = setmetatable({ x = 1 }, { __add = function(a, b) return a.x + b.x end, __index = { y = 9 } })
check("metatable", point + point .. " " .. point.y, "2 9")
check("error", select(2, pcall(error, { code = 3 })).code, 3)
check("overflow", math.maxinteger + 1 == math.mininteger, true)
local words = {}
for word in ("the quick brown fox the end"):gmatch("%a+") do words[word] = (words[word] or 0) + 1 end
check("count", words.the, 2)
check("utf8", utf8.len("žluťoučký"), 9)
verdict()
