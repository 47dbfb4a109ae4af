-- Finds mailboxes that somebody should have looked at. ARGV: 'pending' or 'outbox', grace ms, most sessions.
-- Returns {ms the oldest is overdue (0 = none), sessions…}
local at = now()
local overdue = redis.call('ZRANGEBYSCORE', P .. ARGV[1], '-inf', at - ARGV[2], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local reply = { 0 }
if overdue[2] then reply[1] = at - tonumber(overdue[2]) end
for i = 1, #overdue, 2 do reply[#reply + 1] = overdue[i] end
return reply
