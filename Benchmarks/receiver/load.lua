-- Sends the bodies of a file, each once, for `wrk`: its environment names the file and the type.
-- A body stands after its length in four bytes, the highest first. Threads take turns.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
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
        local body = file:read(((a * 256 + b) * 256 + c) * 256 + d)
        if index % count == number then bodies[#bodies + 1] = body end
        index = index + 1
    end
    file:close()
    next_body = 0
    failures = 0
    headers = { ["Content-Type"] = os.getenv("TYPE"), ["Host"] = "localhost" }
end

function request()
    next_body = next_body + 1
    local body = bodies[next_body]
    -- More requests than bodies are repetitions, which the receiver only recognises.
    if not body then body = bodies[1] end
    return wrk.format("POST", "/v1/traces", headers, body)
end

function response(status)
    if status ~= 200 then failures = failures + 1 end
    if next_body >= #bodies then wrk.thread:stop() end
end
