-- Ends a turn without a result; the session is looked at again after a delay.
-- ARGV: session, fence, delay ms, '1' when the try counts. Returns 1, or 0 when the turn is fenced out.
local sid = ARGV[1]
local state = P .. 's:' .. sid .. ':state'
if redis.call('HGET', state, 'fence') ~= ARGV[2] then return 0 end
redis.call('HINCRBY', state, 'fence', 1)
redis.call('HDEL', state, 'given')
if ARGV[4] ~= '1' then redis.call('HINCRBY', state, 'tries', -1) end
redis.call('ZADD', P .. 'pending', 'XX', now() + ARGV[3], sid)
return 1
