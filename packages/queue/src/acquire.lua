-- Takes a slot for one call. KEYS[1]: the call's log of recent times. ARGV: calls per second
-- Returns 0, or the ms after which to ask again. Times are those of Redis's clock.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- A little more than a second: calls leave evenly and may arrive bunched.
local WINDOW = 1050
local rate = tonumber(ARGV[1])

local blocked = tonumber(redis.call('GET', KEYS[1] .. ':blocked') or 0)
if blocked > now then return blocked - now end

local oldest = redis.call('LINDEX', KEYS[1], -rate)
if oldest and tonumber(oldest) > now - WINDOW then return tonumber(oldest) + WINDOW - now end
redis.call('RPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], -rate, -1)
redis.call('PEXPIRE', KEYS[1], 2 * WINDOW)
return 0
