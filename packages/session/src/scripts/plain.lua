-- Remembers that the reply of a running turn has to do without a card, whichever try makes it.
-- ARGV: session, fence. Returns 1, or 0 when the turn is fenced out.
local state = P .. 's:' .. ARGV[1] .. ':state'
if redis.call('HGET', state, 'fence') ~= ARGV[2] then return 0 end
redis.call('HSET', state, 'plain', 1)
return 1
