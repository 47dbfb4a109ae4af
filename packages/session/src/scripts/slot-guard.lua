-- Only in a cluster. While the tenant's slot is moved to another node, each of the two has some of the keys: what runs
-- would find mailboxes empty that are not, or fail in the middle. Two keys that are never there tell: asked for both, a
-- node that gives the slot away or receives it refuses. TRYAGAIN is how Redis itself says it; clients wait and come back.
local found = redis.pcall('EXISTS', KEYS[1] .. 'never', KEYS[1] .. 'nowhere')
if type(found) == 'table' and found.err then
  return redis.error_reply('TRYAGAIN the slot of this tenant is being moved')
end
