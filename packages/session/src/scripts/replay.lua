-- Puts a dead letter back: messages to the end of their inbox, parts to the end of their lane.
-- ARGV: dead letter id, session, kind ('message'|'delivery'), messages, payload…
-- Returns 1, or 0 when it is no longer there.
local id, sid, kind, messages = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if redis.call('HDEL', P .. 'dead', id) == 0 then return 0 end
redis.call('ZREM', P .. 'dead:at', id)
local at = now()
count('dead', -messages)
if kind == 'delivery' then
  count('delivering', messages)
  enqueue(sid, 5, #ARGV, at)
else
  for i = 5, #ARGV do
    redis.call('RPUSH', P .. 's:' .. sid .. ':inbox', string.format('%d %d ', at, at) .. ARGV[i])
  end
  redis.call('ZADD', P .. 'pending', 'NX', at, sid)
end
return 1
