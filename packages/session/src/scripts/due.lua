-- Finds mailboxes that somebody should have looked at. ARGV: 'pending' or 'outbox', grace ms, most sessions, most turns
-- of the tenant at once (0 = any number): no more sessions are found than could begin a turn now.
-- Returns {ms the oldest is overdue (0 = none), sessions…}
local at = now()
local most, limit = tonumber(ARGV[3]), tonumber(ARGV[4] or 0)
if limit > 0 then most = math.min(most, math.max(0, limit - redis.call('ZCOUNT', P .. 'running', at, '+inf'))) end
local overdue = redis.call('ZRANGEBYSCORE', P .. ARGV[1], '-inf', at - ARGV[2], 'WITHSCORES', 'LIMIT', 0, most)
local reply = { 0 }
if overdue[2] then reply[1] = at - tonumber(overdue[2]) end
for i = 1, #overdue, 2 do reply[#reply + 1] = overdue[i] end
return reply
