-- Replaces a part that is being sent, before it goes out in another form. ARGV: session, fence, part
-- What was unknown about the old form says nothing about the new one. Returns 1, or 0 when it was taken over.
local S = P .. 's:' .. ARGV[1] .. ':'
local state = S .. 'state'
if redis.call('HGET', state, 'deliveryFence') ~= ARGV[2] then return 0 end
if redis.call('HGET', state, 'delivery') ~= 'sending' then return 0 end
redis.call('LSET', S .. 'lane', 0, ARGV[3])
redis.call('HDEL', state, 'unknown')
return 1
