-- Takes a slot for one call; who has to wait is served in the order of asking first. KEYS[1]: the call's log of recent times.
-- ARGV: calls per second, ticket of the caller
-- Returns 0, or the ms after which to ask again. Times are those of Redis's clock.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- A little more than a second: calls leave evenly and may arrive bunched.
local WINDOW = 1050
-- Who waits asks again within a second; one that has not for so long is gone.
local PATIENCE = 1000
local GONE = 3 * PATIENCE
local rate, ticket = tonumber(ARGV[1]), ARGV[2]
-- Tickets by the time at which they first asked, and by that at which they last did.
local waiting, asked = KEYS[1] .. ':waiting', KEYS[1] .. ':asked'

for _, gone in ipairs(redis.call('ZRANGEBYSCORE', asked, '-inf', now - GONE)) do
  redis.call('ZREM', waiting, gone)
  redis.call('ZREM', asked, gone)
end

local function wait(ms)
  redis.call('ZADD', waiting, 'NX', now, ticket)
  redis.call('ZADD', asked, now, ticket)
  redis.call('PEXPIRE', waiting, 2 * GONE)
  redis.call('PEXPIRE', asked, 2 * GONE)
  return math.min(ms, PATIENCE)
end

local blocked = redis.call('PTTL', KEYS[1] .. ':blocked')
if blocked > 0 then return wait(blocked) end

-- The slots of those who came before are kept for them.
local before = redis.call('ZRANK', waiting, ticket) or redis.call('ZCARD', waiting)
if before >= rate then return wait(WINDOW) end
local oldest = redis.call('LINDEX', KEYS[1], before - rate)
if oldest and tonumber(oldest) > now - WINDOW then return wait(tonumber(oldest) + WINDOW - now) end
redis.call('ZREM', waiting, ticket)
redis.call('ZREM', asked, ticket)
redis.call('RPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], -rate, -1)
redis.call('PEXPIRE', KEYS[1], 2 * WINDOW)
return 0
