-- Ends a turn without a result; the session is looked at again after a delay.
-- ARGV: session, fence, delay ms, '1' when the try counts. Returns {1, sessions to be looked at next}, or {0, {}} when the
-- turn is fenced out.
local sid = ARGV[1]
local state = P .. 's:' .. sid .. ':state'
if redis.call('HGET', state, 'fence') ~= ARGV[2] then return { 0, {} } end
redis.call('HINCRBY', state, 'fence', 1)
redis.call('HDEL', state, 'given')
if ARGV[4] ~= '1' then redis.call('HINCRBY', state, 'tries', -1) end
local at = now()
redis.call('ZADD', P .. 'pending', 'XX', at + ARGV[3], sid)
return { 1, leave(sid, at) }
