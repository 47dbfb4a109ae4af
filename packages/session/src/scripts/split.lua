-- Replaces a part that was refused as too long by shorter ones, which take its place at the head of the lane.
-- ARGV: session, fence, parts…
-- An earlier send of the whole may have arrived: its first piece inherits that. Returns 2, or 0 when it was taken over.
local sid = ARGV[1]
local S = P .. 's:' .. sid .. ':'
local state = S .. 'state'
local current = redis.call('HMGET', state, 'deliveryFence', 'delivery')
if current[1] ~= ARGV[2] or current[2] ~= 'sending' then return 0 end
local at = now()
-- As in settle.lua: first what a full Redis allows, and the slot of the send is held until a second after its answer.
redis.call('HDEL', state, 'delivery', 'attempts', 'failedAt')
redis.call('ZADD', P .. 'sends', 'XX', at, sid .. ' ' .. ARGV[2])
redis.call('LPOP', S .. 'lane')
for i = #ARGV, 3, -1 do redis.call('LPUSH', S .. 'lane', ARGV[i]) end
redis.call('ZADD', P .. 'outbox', at, sid)
return 2
