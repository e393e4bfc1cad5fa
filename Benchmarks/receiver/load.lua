-- Sends the bodies of a file, each once, for `wrk`: its environment names the file and the type.
-- A body stands after its length in four bytes, the highest first. Threads take turns.

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(args)
    local file = io.open(os.getenv("BODIES"), "rb")
    local count = tonumber(os.getenv("THREADS"))
    bodies = {}
    local index = 0
    while true do
        local header = file:read(4)
        if not header then break end
        local a, b, c, d = header:byte(1, 4)
        local length = ((a * 256 + b) * 256 + c) * 256 + d
        if index % count == number then
            bodies[#bodies + 1] = file:read(length)
        else
            file:seek("cur", length)
        end
        index = index + 1
    end
    file:close()
    body_count = #bodies
    next_body = 0
    failures = 0
    headers = { ["Content-Type"] = os.getenv("TYPE"), ["Host"] = "localhost" }
end

function request()
    next_body = next_body + 1
    -- Repetitions, which the receiver only recognises: the run is of no use then.
    return wrk.format("POST", "/v1/traces", headers, bodies[next_body] or bodies[1])
end

function response(status)
    if status ~= 200 then failures = failures + 1 end
end

function done()
    local failures, missing = 0, 0
    for _, thread in ipairs(threads) do
        failures = failures + thread:get("failures")
        missing = missing + math.max(0, thread:get("next_body") - thread:get("body_count"))
    end
    print(string.format("failures %d missing %d", failures, missing))
end
