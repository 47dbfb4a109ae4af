-- Lets a session that has been waiting say so, once until its next reply.
-- ARGV: session, waiting for ms, part. Returns 1, or 0 when it was said before or somebody looks at the session.
local sid = ARGV[1]
local S = P .. 's:' .. sid .. ':'
local at = now()
local due = tonumber(redis.call('ZSCORE', P .. 'pending', sid) or at)
if due > at - ARGV[2] or redis.call('EXISTS', S .. 'inbox') == 0 then return 0 end
local said = redis.call('HGET', S .. 'state', 'said') or ','
if string.find(said, ',queued,', 1, true) then return 0 end
redis.call('HSET', S .. 'state', 'said', said .. 'queued,')
enqueue(sid, 3, 3, at)
return 1
