-- Renews the lease of a turn. ARGV: session, fence, lease ms. Returns 1, or 0 when the turn is fenced out.
local sid = ARGV[1]
if redis.call('HGET', P .. 's:' .. sid .. ':state', 'fence') ~= ARGV[2] then return 0 end
local at = now()
redis.call('ZADD', P .. 'pending', 'XX', at + ARGV[3], sid)
redis.call('ZADD', P .. 'running', 'XX', at + ARGV[3], sid)
return 1
