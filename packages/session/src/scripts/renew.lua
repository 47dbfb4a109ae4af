-- Renews the lease of a turn. ARGV: session, fence, lease ms. Returns 1, or 0 when the turn is fenced out.
local sid = ARGV[1]
if redis.call('HGET', P .. 's:' .. sid .. ':state', 'fence') ~= ARGV[2] then return 0 end
local at = now()
redis.call('ZADD', P .. 'pending', 'XX', at + ARGV[3], sid)
-- Also a turn that slept for longer than its lease counts again; a tenant without a limit counts none.
if redis.call('EXISTS', P .. 'running') == 1 then redis.call('ZADD', P .. 'running', at + ARGV[3], sid) end
return 1
