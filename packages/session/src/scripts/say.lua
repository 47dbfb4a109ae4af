-- Lets a running turn say something before its reply ("still working"), at most once per turn and key.
-- ARGV: session, fence, key, part. Returns 1, or 0 when it was said before or the turn is fenced out.
local sid = ARGV[1]
local state = P .. 's:' .. sid .. ':state'
if redis.call('HGET', state, 'fence') ~= ARGV[2] then return 0 end
local said = redis.call('HGET', state, 'said') or ','
if string.find(said, ',' .. ARGV[3] .. ',', 1, true) then return 0 end
redis.call('HSET', state, 'said', said .. ARGV[3] .. ',')
enqueue(sid, 4, 4, now())
return 1
