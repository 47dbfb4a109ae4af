-- The tenant's account: counters, and the messages that are counted in the inboxes themselves.
-- Returns {waiting, field, value, …}
local waiting = 0
for _, sid in ipairs(redis.call('ZRANGE', P .. 'pending', 0, -1)) do
  waiting = waiting + redis.call('LLEN', P .. 's:' .. sid .. ':inbox')
end
local reply = redis.call('HGETALL', P .. 'account')
table.insert(reply, 1, waiting)
return reply
