-- Program: Lua: files, pipes from popen, the clock, environment and temporary names
-- Source: Lua 5.4 reference manual, io and os
local f = assert(io.open("lines", "w"))
for i = 1, 500 do f:write("line ", i, "\n") end
f:close()
local count, last = 0, nil
for line in io.lines("lines") do count, last = count + 1, line end
check("lines", count .. " " .. last, "500 line 500")
f = assert(io.open("lines", "r+"))
f:seek("set", 5)
f:write("X")
f:seek("set", 0)
check("seek", f:read("l"), "line X")
check("size", f:seek("end"), 4392)
f:close()
check("missing", select(2, io.open("none")), "none: No such file or directory")
check("rename", os.rename("lines", "moved"), true)
check("remove", os.remove("moved"), true)
check("home", os.getenv("HOME"), "/tmp")
check("date", os.date("!%Y-%m-%d %H:%M:%S", 1700000000), "2023-11-14 22:13:20")
check("time_goes_on", os.time() >= 0 and os.clock() >= 0, true)
local name = os.tmpname()
check("temporary", io.open(name) ~= nil, true)
f = assert(io.open("binary", "wb"))
f:write(string.pack("<i4z", 77, "text"))
f:close()
f = assert(io.open("binary", "rb"))
check("unpack", table.concat({ string.unpack("<i4z", f:read("a")) }, " ", 1, 2), "77 text")
verdict()
