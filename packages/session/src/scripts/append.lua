-- Stores a message in its session's inbox, once.
-- ARGV: session, robot and message id, message id, control ('' or 'stop'), message, seen for ms, traced for ms, sent at ms
-- Returns {stored 0|1, waiting}
local sid, seenAs, id, control, message = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local S = P .. 's:' .. sid .. ':'
local at = now()

if redis.call('ZSCORE', S .. 'seen', seenAs) then
  count('duplicates', 1)
  return { 0, redis.call('LLEN', S .. 'inbox') }
end
redis.call('ZADD', S .. 'seen', at, seenAs)
redis.call('ZREMRANGEBYSCORE', S .. 'seen', '-inf', at - ARGV[6])
redis.call('PEXPIRE', S .. 'seen', ARGV[6])

-- Two connections may bring a person's messages in the wrong order. One that was sent earlier goes before those that
-- still wait, but never among those that a turn has been given.
local given = tonumber(redis.call('HGET', S .. 'state', 'given') or 0)
local later = {}
local length = redis.call('LLEN', S .. 'inbox')
while length - #later > given do
  local last = redis.call('LINDEX', S .. 'inbox', -1)
  if tonumber(string.match(last, '^%d+ (%d+)')) <= tonumber(ARGV[8]) then break end
  later[#later + 1] = redis.call('RPOP', S .. 'inbox')
end
local waiting = redis.call('RPUSH', S .. 'inbox', string.format('%d %d ', at, ARGV[8]) .. message)
for i = #later, 1, -1 do waiting = redis.call('RPUSH', S .. 'inbox', later[i]) end
redis.call('ZADD', P .. 'pending', 'NX', at, sid)
count('received', 1)

local key = P .. 'trace:' .. id
redis.call('HSET', key, 'session', sid, 'stored', at)
redis.call('PEXPIRE', key, ARGV[7])

if control == 'stop' then
  -- The turn that runs now can no longer commit, and the session is looked at again at once.
  redis.call('HINCRBY', S .. 'state', 'fence', 1)
  -- However much waits before it, the next turn sees it.
  redis.call('HSET', S .. 'state', 'stopAt', waiting)
  redis.call('ZADD', P .. 'pending', at, sid)
  redis.call('PUBLISH', 'dt:stop', P .. sid)
end
return { 1, waiting }
