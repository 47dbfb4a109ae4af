-- Finds what a take holds whose answer may have been lost. ARGV: name of the take, lease ms, made at most so many ms ago
-- Returns {session, fence, …}
local held = {}
-- Only what was leased since then is looked at: much more may wait.
local last = now() + ARGV[2]
for _, sid in ipairs(redis.call('ZRANGEBYSCORE', P .. 'outbox', last - ARGV[3], last)) do
  local delivery = redis.call('HMGET', P .. 's:' .. sid .. ':state', 'taker', 'delivery', 'deliveryFence')
  if delivery[1] == ARGV[1] and delivery[2] == 'sending' then
    held[#held + 1] = sid
    held[#held + 1] = tonumber(delivery[3])
  end
end
return held
