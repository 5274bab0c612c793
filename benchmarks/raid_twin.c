/* The event kernel of a raid in C99: the same algorithm on the same records, as the limit of what the machine can do.

   `raid_twin.h` is written from the numpy dtypes and constants when this is compiled, so that no layout can drift.
   Functions bear the names of the kernels that they mirror. */

#include <math.h>
#include <stdint.h>
#include "raid_twin.h"

typedef uint64_t u64;
typedef uint32_t u32;
typedef struct { int64_t low, high, replicate, night; } Key;
typedef struct { double u, v; } Pair;
typedef struct { int64_t row, tilted; double tilt; } Tally;

#define SIZE(name, axis) (a->n_##name[axis])
enum { WAITING = 1, UNDER_WAY = 2 };

static inline double least(double x, double y) { return x < y ? x : y; }
static inline double most(double x, double y) { return x > y ? x : y; }

/* Draws ------------------------------------------------------------------------------------------------------- */

static inline double open_unit(u32 high, u32 low) {
  u64 bits = (((u64)high << 32) | low) >> 12;
  return (2.0 * (double)(int64_t)bits + 1.0) * 0x1p-53;
}

static inline Pair both(const Key *key, u32 purpose, u32 entity, u32 block) {
  u32 c0 = block, c1 = (u32)key->replicate, c2 = entity, c3 = purpose + (u32)key->night;
  u32 k0 = (u32)key->low, k1 = (u32)key->high;
  for (int i = 0; i < 10; i++) {
    u64 even = (u64)0xD2511F53u * c0, odd = (u64)0xCD9E8D57u * c2;
    c0 = (u32)(odd >> 32) ^ c1 ^ k0, c2 = (u32)(even >> 32) ^ c3 ^ k1;
    c1 = (u32)odd, c3 = (u32)even;
    k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
  }
  return (Pair){open_unit(c0, c1), open_unit(c2, c3)};
}

static inline double single(const Key *key, u32 purpose, u32 entity, int32_t draw) {
  Pair pair = both(key, purpose, entity, (u32)(draw >> 1));
  return draw & 1 ? pair.v : pair.u;
}

/* Queue ------------------------------------------------------------------------------------------------------- */

static inline int comes_before(double t, int32_t kind, int32_t index, const EVENT *other) {
  if (t != other->time_s) return t < other->time_s;
  if (kind != other->kind) return kind < other->kind;
  return index < other->index;
}

static inline void add_event(const ALL *a, double time_s, int32_t kind, int32_t index) {
  EVENT *heap = a->doing_heap;
  int64_t child = a->doing_misc[N_QUEUE]++;
  while (child > 0) {
    int64_t parent = (child - 1) >> 1;
    const EVENT *above = &heap[parent];
    if (!comes_before(time_s, kind, index, above)) break;
    heap[child] = *above;
    child = parent;
  }
  heap[child] = (EVENT){time_s, kind, index};
}

static inline void pop(const ALL *a) {
  EVENT *heap = a->doing_heap;
  int64_t n = --a->doing_misc[N_QUEUE], parent = 0;
  EVENT last = heap[n];
  for (;;) {
    int64_t child = 2 * parent + 1;
    if (child >= n) break;
    if (child + 1 < n) {
      if (heap[child].time_s == heap[child + 1].time_s)
        child += comes_before(heap[child + 1].time_s, heap[child + 1].kind, heap[child + 1].index, &heap[child]);
      else child += heap[child + 1].time_s < heap[child].time_s;
    }
    if (!comes_before(heap[child].time_s, heap[child].kind, heap[child].index, &last)) break;
    heap[parent] = heap[child];
    parent = child;
  }
  heap[parent] = last;
}

/* Network ----------------------------------------------------------------------------------------------------- */

static inline int link_is_up(const Key *key, int64_t word, double p_up) {
  return p_up >= 1.0 || both(key, P_LINK, (u32)word, 0).u < p_up;
}

static void relay(const Key *key, const ALL *a) {
  int64_t n = SIZE(ways_part, 0);
  double *delay_s = a->ways_delay_s;
  int32_t *part = a->ways_part;
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j < n; j++) delay_s[i * n + j] = i == j && part[i] != NONE ? 0.0 : INFINITY;
  for (int64_t i = 0; i < SIZE(net_links, 0); i++) {
    const LINK *link = &a->net_links[i];
    double *there = &delay_s[link->sender * n + link->receiver];
    if (part[link->sender] != NONE && part[link->receiver] != NONE && link_is_up(key, link->code, link->p_up))
      *there = least(*there, link->delay_s);
  }
  for (int64_t c = 0; c < n; c++)
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < n; j++)
        delay_s[i * n + j] = least(delay_s[i * n + j], delay_s[i * n + c] + delay_s[c * n + j]);
}

static int64_t join_nodes(const Key *key, const ALL *a) {
  int64_t n = SIZE(net_nodes, 0), n_groups = 0;
  int is_whole = 1;
  int32_t *part = a->ways_part;
  double *delay_s = a->ways_delay_s;
  for (int64_t c = 0; c < n; c++) {
    part[c] = (int32_t)c;
    const NODE *node = &a->net_nodes[c];
    if (node->p_up < 1.0 && both(key, P_NODE, (u32)node->code, 0).u >= node->p_up) part[c] = NONE, is_whole = 0;
    for (int64_t d = 0; d < n; d++) delay_s[c * n + d] = a->net_delay_s[c * n + d];
  }
  for (int64_t i = 0; i < SIZE(net_links, 0); i++)
    is_whole = is_whole && link_is_up(key, a->net_links[i].code, a->net_links[i].p_up);
  if (!is_whole) relay(key, a);
  for (int64_t c = 0; c < n; c++) {
    if (part[c] != c) continue;
    n_groups++;
    for (int64_t d = c + 1; d < n; d++)
      if (part[d] == d && delay_s[c * n + d] < INFINITY && delay_s[d * n + c] < INFINITY) part[d] = (int32_t)c;
  }
  return n_groups;
}

static void wake_sensors(const Key *key, const ALL *a) {
  int64_t n_pictures = SIZE(net_picture_node, 0), n_sensors = SIZE(senses_sensors, 0), n = SIZE(net_nodes, 0);
  for (int64_t s = 0; s < n_sensors; s++) {
    const SENSOR *sensor = &a->senses_sensors[s];
    uint8_t up = 0;
    if (sensor->p_sees >= 1.0 || both(key, P_SENSOR, (u32)sensor->code, 0).u < sensor->p_sees) {
      int is_heard = sensor->node != NONE && a->ways_part[sensor->node] != NONE;
      up = is_heard && link_is_up(key, sensor->link, sensor->p_link) ? 3 : 1;
    }
    a->ways_is_up[s] = up;
    for (int64_t p = 0; p < n_pictures; p++) {
      double way_s = INFINITY;
      if (up & 2)
        way_s = sensor->delay_s + a->ways_delay_s[sensor->node * n + a->net_picture_node[p]] +
                a->net_sees_s[p * n_sensors + s];
      a->ways_way_s[s * n_pictures + p] = way_s;
    }
  }
}

static void stand_to(const Key *key, const ALL *a, const int32_t *items) {
  for (int64_t b = 0; b < SIZE(force_units, 0); b++) {
    const UNIT *unit = &a->force_units[b];
    UNIT_WORK *own = &a->doing_units[b];
    int32_t n_items = 0;
    for (int32_t i = 0; i < items[b]; i++)
      if (unit->p_ready >= 1.0 || both(key, P_UNIT, (u32)unit->code, (u32)i).u < unit->p_ready) n_items++;
    own->n_items = n_items;
    own->n_free = own->n_all = n_items * unit->n_channels;
    own->wait = NONE;
    own->air_from_s = -INFINITY;
    own->air_until_s = unit->takeoff_s <= 0.0 ? unit->endurance_s : -INFINITY;
    int is_led = unit->node != NONE && unit->picture != NONE && a->ways_part[unit->node] != NONE &&
                 link_is_up(key, unit->link, unit->p_link);
    own->mode = is_led ? CONNECTED : unit->holds_alone ? SILENT : ALONE;
    own->group = is_led && !unit->is_alone ? a->ways_part[unit->node] : NONE;
    if (n_items == 0) own->mode = SILENT;
  }
}

static void stand_up(const Key *key, const ALL *a, int64_t row) {
  int64_t n_groups = join_nodes(key, a), n_units = SIZE(force_units, 0), n_weapons = SIZE(force_weapons, 0);
  wake_sensors(key, a);
  const int32_t *items = a->chance_n_items + (SIZE(chance_n_items, 0) > 1 ? row : 0) * n_units;
  const int32_t *ready = a->chance_n_ready + (SIZE(chance_n_ready, 0) > 1 ? row : 0) * n_weapons;
  const int32_t *stock = a->chance_n_stock + (SIZE(chance_n_stock, 0) > 1 ? row : 0) * n_weapons;
  stand_to(key, a, items);
  for (int64_t w = 0; w < n_weapons; w++) {
    int32_t b = a->force_weapons[w].unit;
    WEAPON_WORK *store = &a->doing_weapons[w];
    store->n_ready = ready[w] * a->doing_units[b].n_items / (items[b] > 1 ? items[b] : 1);
    store->n_idle = ready[w] - store->n_ready;
    store->n_stock = stock[w];
    store->is_reloading = 0;
  }
  int is_together = n_groups <= 1;
  for (int64_t b = 0; b < n_units; b++)
    if (a->doing_units[b].mode != SILENT && a->doing_units[b].group == NONE) is_together = 0;
  a->doing_misc[IS_TOGETHER] = is_together;
}

/* Sight ------------------------------------------------------------------------------------------------------- */

static inline double reading(const double *row, int64_t n, double u) {
  double place = u * (double)(n - 1);
  int64_t left = (int64_t)place;
  return row[left] + (place - (double)left) * (row[left + 1] - row[left]);
}

static inline int64_t first_above(const double *values, int64_t n, double u) {
  int64_t low = 0;
  while (n > 1) {
    int64_t half = n >> 1;
    low += half * (values[low + half - 1] <= u);
    n -= half;
  }
  return low;
}

static inline Pair confirmation(const Key *key, const ALL *a, int32_t entity, const SEGMENT *segment, const double *late) {
  int64_t code = a->senses_sensors[segment->sensor].code;
  Pair pair = both(key, P_CONFIRM, (u32)entity, (u32)(((code & 0x1FFFFFFF) << 3) | (segment->ordinal & 7)));
  double u = reading(late, SIZE(plan_late, 1), pair.u), v = pair.v;
  const double *cdf = a->senses_cdf + segment->cdf0;
  if (u >= cdf[segment->n_looks - 1]) return (Pair){INFINITY, 1.0};
  double look = (double)first_above(cdf, segment->n_looks, u), fine = v * FINE;
  return (Pair){segment->first_s + (look + v) * segment->interval_s, 0.5 + (fine - floor(fine))};
}

static inline void hold(const ALL *a, int64_t p, double start_s, double end_s) {
  double *begins = a->held_begin_s + p * MOST_SPELLS, *ends = a->held_end_s + p * MOST_SPELLS;
  int32_t n = a->held_n[p], first = 0;
  while (first < n && ends[first] < start_s) first++;
  int32_t after = first;
  while (after < n && begins[after] <= end_s) {
    start_s = least(start_s, begins[after]);
    end_s = most(end_s, ends[after]);
    after++;
  }
  if (after == first && n == MOST_SPELLS) {
    if (first == n) ends[n - 1] = end_s;
    else begins[first] = start_s;
    return;
  }
  int32_t move = first + 1 - after;
  if (move <= 0)
    for (int32_t i = after; i < n; i++)
      begins[i + move] = begins[i], ends[i + move] = ends[i];
  else
    for (int32_t i = n - 1; i >= after; i--)
      begins[i + move] = begins[i], ends[i + move] = ends[i];
  begins[first] = start_s, ends[first] = end_s;
  a->held_n[p] = n + move;
}

static inline int adds_to_any(const ALL *a, const double *ways_s, double first_s, double end_s) {
  for (int64_t p = 0; p < SIZE(net_picture_node, 0); p++) {
    double way_s = ways_s[p];
    if (way_s == INFINITY) continue;
    int adds = 1;
    const double *begins = a->held_begin_s + p * MOST_SPELLS, *ends = a->held_end_s + p * MOST_SPELLS;
    for (int32_t i = 0; i < a->held_n[p]; i++)
      adds = adds && !(begins[i] <= first_s + 0.5 * way_s && ends[i] >= end_s + 1.5 * way_s);
    if (adds) return 1;
  }
  return 0;
}

static void look_out(const Key *key, const ALL *a, int32_t entity, const LANE *lane, const double *late) {
  int64_t n_pictures = SIZE(net_picture_node, 0);
  for (int64_t p = 0; p < n_pictures; p++) a->held_n[p] = 0;
  for (int32_t i = lane->segment0; i < lane->segment1; i++) {
    const SEGMENT *segment = &a->senses_segments[i];
    const double *ways_s = a->ways_way_s + segment->sensor * n_pictures;
    if (!adds_to_any(a, ways_s, segment->first_s, segment->end_s)) continue;
    Pair found = confirmation(key, a, entity, segment, late);
    if (found.u < segment->end_s)
      for (int64_t p = 0; p < n_pictures; p++) {
        double delay_s = ways_s[p] * found.v;
        if (delay_s < INFINITY) hold(a, p, found.u + delay_s, segment->end_s + delay_s);
      }
  }
}

static void look_alone(const Key *key, const ALL *a, int32_t entity, const LANE *lane, const UNIT *unit, const double *late) {
  int64_t p = SIZE(net_picture_node, 0);
  a->held_n[p] = 0;
  for (int32_t i = lane->segment0; i < lane->segment1; i++) {
    const SEGMENT *segment = &a->senses_segments[i];
    int32_t s = segment->sensor;
    if (unit->sensor0 <= s && s < unit->sensor1 && a->ways_is_up[s] != 0) {
      Pair found = confirmation(key, a, entity, segment, late);
      if (found.u < segment->end_s) hold(a, p, found.u, segment->end_s);
    }
  }
}

/* Causes ------------------------------------------------------------------------------------------------------ */

static void finds(const Key *key, const ALL *a, const THREAT *threat, const double *late, double *seen_s, double *heard_s, double *could_s) {
  const LANE *lane = &a->scene_lanes[threat->lane];
  int64_t n_pictures = SIZE(net_picture_node, 0), n_sensors = SIZE(senses_sensors, 0), n_nodes = SIZE(net_nodes, 0);
  *seen_s = *heard_s = *could_s = INFINITY;
  for (int32_t i = lane->segment0; i < lane->segment1; i++) {
    const SEGMENT *segment = &a->senses_segments[i];
    int32_t s = segment->sensor;
    const SENSOR *sensor = &a->senses_sensors[s];
    if (a->ways_is_up[s] == 0) continue;
    Pair found = confirmation(key, a, threat->entity, segment, late);
    if (!(found.u < least(segment->end_s, lane->duration_s))) continue;
    *seen_s = least(*seen_s, found.u);
    double as_is = INFINITY, at_best = INFINITY;
    for (int32_t q = lane->slot0; q < lane->slot1; q++) {
      int32_t b = a->force_slots[q].unit, mode = a->doing_units[b].mode;
      const UNIT *unit = &a->force_units[b];
      if (mode == ALONE && unit->sensor0 <= s && s < unit->sensor1) as_is = 0.0;
      if (mode == SILENT || unit->picture == NONE) continue;
      if (mode != ALONE) as_is = least(as_is, a->ways_way_s[s * n_pictures + unit->picture]);
      if (sensor->node != NONE) {
        int32_t node = a->net_picture_node[unit->picture];
        double way_s = sensor->delay_s + a->net_delay_s[sensor->node * n_nodes + node] +
                       a->net_sees_s[unit->picture * n_sensors + s];
        at_best = least(at_best, way_s);
      }
    }
    *heard_s = least(*heard_s, found.u + as_is * found.v);
    *could_s = least(*could_s, found.u + least(as_is, at_best) * found.v);
  }
}

static int32_t why_late(const ALL *a, const LANE *lane, double heard_s, double could_s, double wait_s) {
  int is_quick_enough = 0, is_in_time_with_links = 0;
  for (int32_t q = lane->slot0; q < lane->slot1; q++) {
    const SLOT *slot = &a->force_slots[q];
    const UNIT *unit = &a->force_units[slot->unit];
    if (a->doing_units[slot->unit].mode == SILENT) continue;
    double order_s = a->doing_units[slot->unit].mode != ALONE ? unit->order_s : 0.0;
    double last_s = slot->close_s - unit->react_s - order_s;
    is_quick_enough |= heard_s <= last_s;
    is_in_time_with_links |= could_s + wait_s <= last_s;
  }
  if (is_in_time_with_links && could_s < heard_s) return LINK_DOWN;
  return is_quick_enough && wait_s > 0.0 ? UNKNOWN : LATE;
}

static int32_t why_no_chance(const Key *key, const ALL *a, const THREAT *threat, const double *late) {
  const LANE *lane = &a->scene_lanes[threat->lane];
  double seen_s, heard_s, could_s;
  finds(key, a, threat, late, &seen_s, &heard_s, &could_s);
  if (seen_s == INFINITY) return UNSEEN;
  if (threat->flags & MISREAD) return UNKNOWN;
  int is_any_up = 0, is_any_in_order = 0;
  for (int32_t q = lane->slot0; q < lane->slot1; q++) {
    const UNIT_WORK *own = &a->doing_units[a->force_slots[q].unit];
    is_any_up |= own->mode != SILENT, is_any_in_order |= own->n_items > 0;
  }
  if (!is_any_up) return is_any_in_order ? LINK_DOWN : UNIT_DOWN;
  if (heard_s == INFINITY) return could_s < INFINITY ? LINK_DOWN : UNRELEASED;
  return why_late(a, lane, heard_s, could_s, a->scene_groups[threat->group].is_free ? 0.0 : threat->identify_s);
}

static int32_t cause_of(const LANE *lane, const THREAT *threat) {
  if (threat->n_shots > 0) return threat->n_hard > 0 ? MISSED : SOFT;
  if (lane->slot1 == lane->slot0) return lane->is_held ? UNRELEASED : BEYOND;
  if (threat->entry1 == threat->entry0) return threat->cause;
  return threat->flags & BUSY ? SATURATED : threat->flags & EMPTY ? SPENT : threat->flags & TARDY ? LATE : UNIT_DOWN;
}

/* Chances ----------------------------------------------------------------------------------------------------- */

static int64_t set_out(const Key *key, const ALL *a, const int32_t *state) {
  int64_t n = 0;
  for (int32_t g = 0; g < SIZE(scene_groups, 0); g++) {
    const GROUP *group = &a->scene_groups[g];
    for (int32_t i = 0; i < group->n_threats; i++) {
      int32_t entity = group->entity0 + i;
      Pair what = both(key, P_SCENE, (u32)entity, 1);
      int32_t flags = what.v < group->p_misread ? MISREAD : 0;
      if (group->role >= CIVIL && flags == 0) continue;
      Pair where = both(key, P_SCENE, (u32)entity, 0);
      int32_t lane = group->lane0 +
                     (int32_t)first_above(a->scene_lane_share + group->lane0, group->lane1 - group->lane0, where.u);
      if (what.u < group->p_decoy) flags |= DECOY, lane += group->decoy_shift;
      double start_s = group->start_s + group->spread_s * where.v;
      a->doing_threats[n++] = (THREAT){
          .start_s = start_s, .end_s = start_s + a->scene_lanes[lane].duration_s, .dead_s = INFINITY,
          .last_s = -INFINITY, .known_s = INFINITY, .fired_s = INFINITY,
          .identify_s = group->identify_s * (0.5 + both(key, P_SCENE, (u32)entity, 2).u), .ratio = 1.0,
          .lane = lane, .group = g, .entity = entity, .next = NONE, .flags = flags, .killer = NONE,
          .state = state[group->family], .cause = UNSEEN};
    }
  }
  return n;
}

static inline void into_chain(ENTRY *entries, THREAT *threat, int32_t e) {
  double act_s = entries[e].act_s;
  int32_t at = threat->next;
  if (at == NONE || entries[at].act_s > act_s) {
    entries[e].chain = at;
    threat->next = e;
    return;
  }
  while (entries[at].chain != NONE && entries[entries[at].chain].act_s <= act_s) at = entries[at].chain;
  entries[e].chain = entries[at].chain;
  entries[at].chain = e;
}

static double write_entries(const ALL *a, int32_t j, int32_t q, int64_t p, double order_s, double wait_s, double preferred_s) {
  double tried_s = INFINITY;
  const SLOT *slot = &a->force_slots[q];
  const UNIT *unit = &a->force_units[slot->unit];
  const double *begins = a->held_begin_s + p * MOST_SPELLS, *ends = a->held_end_s + p * MOST_SPELLS;
  THREAT *threat = &a->doing_threats[j];
  for (int32_t i = 0; i < a->held_n[p]; i++) {
    double held_s = most(begins[i], begins[0] + wait_s) + order_s;
    double act_s = most(slot->open_s - unit->react_s - unit->takeoff_s, held_s);
    double last_s = least(slot->close_s - unit->react_s, ends[i] + order_s);
    if (slot->waits && act_s < preferred_s && preferred_s <= last_s) act_s = preferred_s;
    if (act_s > last_s) continue;
    int64_t e = a->doing_misc[NEXT_ENTRY];
    if (e >= SIZE(doing_entries, 0)) {
      a->doing_misc[IN_VAIN]++;
      continue;
    }
    a->doing_misc[NEXT_ENTRY] = e + 1;
    int64_t head = e;
    for (int64_t at = e; at > threat->entry0 && a->doing_entries[at - 1].slot >= slot->head;) {
      at--;
      if (a->force_slots[a->doing_entries[at].slot].weapon == slot->weapon) head = at;
    }
    a->doing_entries[e] = (ENTRY){
        .act_s = act_s, .last_s = last_s, .slot = q, .threat = j, .head = (int32_t)head, .chain = NONE,
        .wait = NONE};
    threat->last_s = most(threat->last_s, last_s);
    tried_s = least(tried_s, act_s + slot->busy_s);
    into_chain(a->doing_entries, threat, (int32_t)e);
  }
  return tried_s;
}

static void find_chances(const Key *key, const ALL *a, int32_t j, const double *late) {
  THREAT *threat = &a->doing_threats[j];
  const GROUP *group = &a->scene_groups[threat->group];
  const LANE *lane = &a->scene_lanes[threat->lane];
  int64_t n_pictures = SIZE(net_picture_node, 0);
  threat->entry0 = (int32_t)a->doing_misc[NEXT_ENTRY];
  double wait_s = group->is_free ? 0.0 : threat->identify_s, preferred_s = INFINITY, alike_s = INFINITY;
  int32_t tier = 0;
  for (int32_t q = lane->slot0; q < lane->slot1; q++) {
    const SLOT *slot = &a->force_slots[q];
    const UNIT *unit = &a->force_units[slot->unit];
    int32_t mode = a->doing_units[slot->unit].mode;
    if (slot->tier != tier) preferred_s = least(preferred_s, alike_s), alike_s = INFINITY, tier = slot->tier;
    if (mode == SILENT) continue;
    int64_t p = unit->picture;
    if (mode == ALONE) {
      look_alone(key, a, threat->entity, lane, unit, late);
      p = n_pictures;
      if (a->held_n[p] > 0) threat->known_s = least(threat->known_s, a->held_begin_s[p * MOST_SPELLS]);
    }
    double tried_s = write_entries(a, j, q, p, mode != ALONE ? unit->order_s : 0.0, wait_s, preferred_s);
    alike_s = least(alike_s, tried_s);
  }
  threat->entry1 = (int32_t)a->doing_misc[NEXT_ENTRY];
}

static int appear(const Key *key, const ALL *a, int32_t j, const double *late) {
  THREAT *threat = &a->doing_threats[j];
  const LANE *lane = &a->scene_lanes[threat->lane];
  int is_meant = a->scene_groups[threat->group].role < CIVIL;
  look_out(key, a, threat->entity, lane, late);
  for (int64_t p = 0; p < SIZE(net_picture_node, 0); p++)
    if (a->held_n[p] > 0) threat->known_s = least(threat->known_s, a->held_begin_s[p * MOST_SPELLS]);
  if (!is_meant || !(threat->flags & MISREAD)) find_chances(key, a, j, late);
  if (threat->known_s < lane->duration_s) threat->flags |= KNOWN;
  if (threat->entry1 > threat->entry0) return 1;
  if (is_meant && !(threat->flags & DECOY) && lane->slot1 > lane->slot0)
    threat->cause = why_no_chance(key, a, threat, late);
  return 0;
}

/* Fire -------------------------------------------------------------------------------------------------------- */

static inline int is_engaged(const ALL *a, int32_t j, int32_t b) {
  int32_t group = a->doing_units[b].group;
  if (group != NONE) return a->doing_engaged[group * SIZE(doing_engaged, 1) + j] > 0;
  for (int32_t e = a->doing_threats[j].entry0; e < a->doing_threats[j].entry1; e++)
    if (a->doing_entries[e].is_waiting == UNDER_WAY && a->force_slots[a->doing_entries[e].slot].unit == b) return 1;
  return 0;
}

static inline double takeoff_left_s(const UNIT *unit, const UNIT_WORK *own, double now_s) {
  return now_s > own->air_until_s ? unit->takeoff_s : most(own->air_from_s - now_s, 0.0);
}

static inline int may_fire(const ALL *a, int32_t e, double now_s) {
  const ENTRY *entry = &a->doing_entries[e];
  THREAT *threat = &a->doing_threats[entry->threat];
  const SLOT *slot = &a->force_slots[entry->slot];
  const UNIT_WORK *own = &a->doing_units[slot->unit];
  const UNIT *unit = &a->force_units[slot->unit];
  double since_s = now_s - threat->start_s;
  if (own->mode == SILENT || since_s > entry->last_s || entry->is_waiting == UNDER_WAY) return 0;
  if (a->doing_entries[entry->head].n_tries >= slot->n_looks || is_engaged(a, entry->threat, slot->unit)) return 0;
  if (since_s + unit->react_s + takeoff_left_s(unit, own, now_s) > slot->close_s) {
    threat->flags |= TARDY;
    return 0;
  }
  if (a->doing_weapons[slot->weapon].n_ready <= slot->n_keep) {
    threat->flags |= EMPTY;
    return 0;
  }
  if (own->n_free <= 0) {
    threat->flags |= BUSY;
    return 0;
  }
  return 1;
}

static inline double worth(const ALL *a, const THREAT *threat, const SLOT *slot) {
  if (a->policy == 0) return threat->end_s;
  return -a->scene_lanes[threat->lane].value * a->force_kill[threat->state * SIZE(force_kill, 1) + slot->kill];
}

static inline void unhook(const ALL *a, int32_t b, int32_t before, int32_t after) {
  if (before == NONE) a->doing_units[b].wait = after;
  else a->doing_entries[before].wait = after;
}

static int32_t choice(const ALL *a, int32_t b, double now_s) {
  ENTRY *entries = a->doing_entries;
  int32_t best = NONE, before = NONE, e = a->doing_units[b].wait;
  double best_score = INFINITY;
  while (e != NONE) {
    ENTRY *entry = &entries[e];
    int32_t after = entry->wait;
    const THREAT *threat = &a->doing_threats[entry->threat];
    if (now_s >= threat->dead_s || now_s - threat->start_s > entry->last_s) {
      entry->is_waiting = 0;
      unhook(a, b, before, after);
    } else {
      before = e;
      double score = worth(a, threat, &a->force_slots[entry->slot]);
      int is_tie = score == best_score && (entry->threat < entries[best].threat ||
                                           (entry->threat == entries[best].threat && e < best));
      if ((score < best_score || is_tie) && may_fire(a, e, now_s)) best = e, best_score = score;
    }
    e = after;
  }
  return best;
}

static inline void take_off_list(const ALL *a, int32_t b, int32_t e) {
  int32_t before = NONE, at = a->doing_units[b].wait;
  while (at != NONE && at != e) before = at, at = a->doing_entries[at].wait;
  if (at == e) unhook(a, b, before, a->doing_entries[e].wait);
}

static inline void put_on_list(const ALL *a, int32_t b, int32_t e) {
  ENTRY *entry = &a->doing_entries[e];
  if (entry->is_waiting != 0) return;
  entry->wait = a->doing_units[b].wait;
  a->doing_units[b].wait = e;
  entry->is_waiting = WAITING;
}

static inline double way_out_s(const double *tof_s, double share) {
  double place = least(most(share, 0.0), 1.0) * (N_KNOTS - 1);
  int64_t left = (int64_t)place;
  if (left > N_KNOTS - 2) left = N_KNOTS - 2;
  return tof_s[left] + (place - (double)left) * (tof_s[left + 1] - tof_s[left]);
}

static double shoot(const Key *key, const ALL *a, const Tally *tally, int32_t e, int32_t n_shots, double meets_s) {
  const ENTRY *entry = &a->doing_entries[e];
  THREAT *threat = &a->doing_threats[entry->threat];
  const SLOT *slot = &a->force_slots[entry->slot];
  if (a->scene_groups[threat->group].role >= CIVIL) {
    threat->n_shots += n_shots;
    return 0.0;
  }
  double tilt = tally->tilt, p = a->force_kill[threat->state * SIZE(force_kill, 1) + slot->kill];
  double p_drawn = entry->threat == tally->tilted ? p * (1.0 - tilt) : p, p_missed = threat->dead_s == INFINITY;
  int is_hit = 0;
  for (int32_t i = 0; i < n_shots; i++) {
    int hits = single(key, P_KILL, (u32)threat->entity, threat->n_shots) < p_drawn;
    threat->n_shots++;
    p_missed *= 1.0 - p;
    if (tilt > 0.0) threat->ratio *= hits ? 1.0 - tilt : (1.0 - p * (1.0 - tilt)) / (1.0 - p);
    is_hit |= hits;
  }
  if (is_hit && meets_s < threat->dead_s) threat->dead_s = meets_s, threat->killer = slot->weapon;
  if (a->force_weapons[slot->weapon].is_soft == 0) threat->n_hard += n_shots;
  return p_missed;
}

static void account(const ALL *a, const Tally *tally, int32_t e, double now_s, int32_t n_shots) {
  const ENTRY *entry = &a->doing_entries[e];
  THREAT *threat = &a->doing_threats[entry->threat];
  int32_t effector = a->force_weapons[a->force_slots[entry->slot].weapon].effector;
  if ((threat->flags & FIRED_ON) == 0) threat->flags |= FIRED_ON, threat->fired_s = now_s - threat->start_s;
  a->counts_rows[tally->row * SIZE(counts_rows, 1) + a->doing_misc[SHOTS_COLUMN] + effector] += n_shots;
  int64_t place = (int64_t)(now_s / a->plan_bin_s[SIZE(plan_bin_s, 0) - 1]), n_places = SIZE(counts_used, 1);
  place = place < 0 ? 0 : place > n_places - 1 ? n_places - 1 : place;
  a->counts_used[effector * n_places + place] += n_shots;
}

static inline void reload_if_out(const ALL *a, int32_t w, int32_t n_keep, double now_s) {
  WEAPON_WORK *store = &a->doing_weapons[w];
  if (store->n_ready > n_keep || store->n_stock <= 0 || store->is_reloading != 0) return;
  store->is_reloading = 1;
  add_event(a, now_s + a->force_weapons[w].reload_s, RELOAD, w);
}

static void launch(const Key *key, const ALL *a, const Tally *tally, int32_t e, double now_s) {
  ENTRY *entry = &a->doing_entries[e];
  int32_t j = entry->threat;
  THREAT *threat = &a->doing_threats[j];
  const SLOT *slot = &a->force_slots[entry->slot];
  const UNIT *unit = &a->force_units[slot->unit];
  UNIT_WORK *own = &a->doing_units[slot->unit];
  WEAPON_WORK *store = &a->doing_weapons[slot->weapon];
  if (entry->is_waiting == WAITING) take_off_list(a, slot->unit, e);
  double takeoff_s = takeoff_left_s(unit, own, now_s);
  double since_s = most(now_s - threat->start_s + unit->react_s + takeoff_s, slot->open_s);
  double width_s = slot->close_s - slot->open_s, share = width_s > 0.0 ? (since_s - slot->open_s) / width_s : 0.0;
  double meets_s = threat->start_s + since_s + way_out_s(a->force_tof_s + (int64_t)entry->slot * N_KNOTS, share);
  double assessed_s = meets_s + unit->assess_s;
  int32_t n_shots = store->n_ready - slot->n_keep;
  if (slot->n_salvo < n_shots) n_shots = slot->n_salvo;
  double p_missed = shoot(key, a, tally, e, n_shots, meets_s);
  int is_last = a->doing_misc[IS_TOGETHER] == 1 && threat->last_s + threat->start_s < assessed_s;
  if (is_last && threat->is_last == 0 && a->scene_groups[threat->group].role < CIVIL && !(threat->flags & DECOY)) {
    threat->is_last = 1;
    a->counts_real[tally->row * 2] += p_missed;
  }
  if (now_s > own->air_until_s) {
    own->air_from_s = now_s + takeoff_s;
    own->air_until_s = own->air_from_s + unit->endurance_s;
  }
  store->n_ready -= n_shots;
  own->n_free--;
  if (own->n_free == 0) own->full_since_s = now_s;
  if (own->group != NONE) a->doing_engaged[own->group * SIZE(doing_engaged, 1) + j]++;
  entry->is_waiting = UNDER_WAY;
  a->doing_entries[entry->head].n_tries++;
  account(a, tally, e, now_s, n_shots);
  int64_t at = a->doing_misc[NEXT_ENGAGEMENT];
  ENGAGEMENT *engagement = &a->doing_engagements[at];
  a->doing_misc[NEXT_ENGAGEMENT] = engagement->next;
  engagement->unit = slot->unit, engagement->threat = j, engagement->entry = e;
  add_event(a, assessed_s, ASSESS, (int32_t)at);
  reload_if_out(a, slot->weapon, slot->n_keep, now_s);
}

/* Books ------------------------------------------------------------------------------------------------------- */

static inline void into_bin(int64_t *bins, int64_t n, double place) {
  int64_t at = (int64_t)place;
  bins[at < 0 ? 0 : at > n - 1 ? n - 1 : at]++;
}

static int32_t count_times(const ALL *a, int32_t kind, const THREAT *threat) {
  int64_t n = SIZE(counts_times, 2), *bins = a->counts_times + kind * SIZE(counts_times, 1) * n;
  double width_s = a->plan_bin_s[kind], whole_s = threat->end_s - threat->start_s;
  double flies_s = least(threat->dead_s - threat->start_s, whole_s), known_s = threat->known_s + threat->identify_s;
  int is_identified = (threat->flags & MISREAD) == 0 && known_s < flies_s;
  if (threat->known_s < whole_s) {
    into_bin(bins + WARNING * n, n, (whole_s - threat->known_s) / width_s);
    into_bin(bins + DETECTED * n, n, threat->known_s / width_s);
  }
  if (is_identified) into_bin(bins + IDENTIFIED * n, n, known_s / width_s);
  if (threat->flags & FIRED_ON) into_bin(bins + FIRED * n, n, threat->fired_s / width_s);
  if (threat->dead_s < INFINITY) into_bin(bins + KILLED * n, n, (threat->dead_s - threat->start_s) / width_s);
  return is_identified;
}

static void close_books(const ALL *a, int64_t row) {
  int32_t *line = a->counts_rows + row * SIZE(counts_rows, 1);
  int64_t n_kinds = SIZE(counts_leaks, 0), n_assets = SIZE(counts_leaks, 1), n_causes = SIZE(counts_causes, 1);
  for (int64_t j = 0; j < a->doing_misc[N_THREATS]; j++) {
    const THREAT *threat = &a->doing_threats[j];
    const GROUP *group = &a->scene_groups[threat->group];
    if (group->role >= CIVIL) {
      if (group->role == CIVIL) line[N_CIVIL]++;
      if (threat->n_shots > 0) line[group->role == CIVIL ? N_CIVIL_ENGAGED : N_FRIENDS_ENGAGED]++;
      continue;
    }
    int is_dead = threat->dead_s < INFINITY;
    if (is_dead) {
      const WEAPON *weapon = &a->force_weapons[threat->killer];
      line[a->doing_misc[SHOTS_COLUMN] + SIZE(counts_used, 0) + weapon->effector]++;
      line[N_SOFT_KILLED] += weapon->is_soft;
    }
    if (threat->flags & DECOY) {
      line[is_dead ? N_DECOYS_KILLED : N_DECOYS_LEAKED]++;
      continue;
    }
    line[N_ARMED]++;
    line[N_KNOWN] += (threat->flags & KNOWN) != 0;
    line[N_IDENTIFIED] += count_times(a, group->kind, threat);
    if (is_dead) continue;
    int32_t asset = a->scene_lanes[threat->lane].asset, cause = cause_of(&a->scene_lanes[threat->lane], threat);
    line[N_LEAKED]++;
    line[FIRST_FREE + group->kind]++;
    line[FIRST_FREE + n_kinds + asset]++;
    line[FIRST_FREE + n_kinds + n_assets + cause]++;
    a->counts_leaks[group->kind * n_assets + asset]++;
    a->counts_causes[group->kind * n_causes + cause]++;
    if (threat->is_last == 0) a->counts_real[row * 2] += 1.0;
  }
}

static void take_stock(const ALL *a, const int32_t *items, int32_t *left) {
  int64_t n_units = SIZE(doing_units, 0), n_weapons = SIZE(force_weapons, 0);
  for (int64_t b = 0; b < n_units; b++) left[b] = a->doing_units[b].n_items == NONE ? 0 : items[b];
  for (int64_t w = 0; w < n_weapons; w++) {
    const WEAPON_WORK *store = &a->doing_weapons[w];
    int is_lost = left[a->force_weapons[w].unit] == 0;
    left[n_units + w] = is_lost ? 0 : store->n_ready + store->n_idle;
    left[n_units + n_weapons + w] = is_lost ? 0 : store->n_stock;
  }
}

/* Night ------------------------------------------------------------------------------------------------------- */

static void begin(const ALL *a) {
  int64_t n = a->doing_misc[N_THREATS], n_all = SIZE(doing_engaged, 1);
  a->doing_misc[NEXT_ENGAGEMENT] = a->doing_misc[NEXT_ENTRY] = a->doing_misc[N_QUEUE] = 0;
  for (int64_t i = 0; i < SIZE(doing_engagements, 0); i++) a->doing_engagements[i].next = (int32_t)i + 1;
  for (int32_t w = 0; w < SIZE(force_weapons, 0); w++)
    if (a->doing_units[a->force_weapons[w].unit].n_items > 0) reload_if_out(a, w, 0, 0.0);
  for (int64_t group = 0; group < SIZE(doing_engaged, 0); group++)
    for (int64_t j = 0; j < n; j++) a->doing_engaged[group * n_all + j] = 0;
  for (int64_t j = 0; j < n; j++) {
    const THREAT *threat = &a->doing_threats[j];
    double at_s = threat->start_s + a->scene_lanes[threat->lane].appear_s;
    if (at_s < threat->end_s) add_event(a, at_s, APPEAR, (int32_t)j);
    if (a->p_hit > 0.0 && a->scene_groups[threat->group].role == ATTACK && !(threat->flags & DECOY))
      add_event(a, threat->end_s, IMPACT, (int32_t)j);
  }
}

static inline void push_next(const ALL *a, int32_t j) {
  const THREAT *threat = &a->doing_threats[j];
  if (threat->next != NONE) add_event(a, threat->start_s + a->doing_entries[threat->next].act_s, ACT, j);
}

static inline int32_t take_next(const ALL *a, int32_t j, double now_s) {
  THREAT *threat = &a->doing_threats[j];
  if (now_s >= threat->dead_s) return NONE;
  int32_t e = threat->next;
  threat->next = a->doing_entries[e].chain;
  push_next(a, j);
  return e;
}

static inline int32_t assess(const ALL *a, const Tally *tally, int32_t at, double now_s, int32_t *retry) {
  ENGAGEMENT *engagement = &a->doing_engagements[at];
  int32_t b = engagement->unit, j = engagement->threat, e = engagement->entry;
  engagement->next = (int32_t)a->doing_misc[NEXT_ENGAGEMENT];
  a->doing_misc[NEXT_ENGAGEMENT] = at;
  UNIT_WORK *own = &a->doing_units[b];
  const THREAT *threat = &a->doing_threats[j];
  if (own->n_free == 0)
    a->counts_rows[tally->row * SIZE(counts_rows, 1) + FULL_MS] += (int32_t)(int64_t)((now_s - own->full_since_s) * 1000.0 + 0.5);
  own->n_free++;
  if (own->group != NONE) a->doing_engaged[own->group * SIZE(doing_engaged, 1) + j]--;
  a->doing_entries[e].is_waiting = 0;
  if (now_s < threat->dead_s && now_s < threat->end_s) {
    put_on_list(a, b, e);
    *retry = j;
  }
  return own->mode == SILENT ? NONE : b;
}

static int32_t refill(const ALL *a, int32_t w) {
  int32_t b = a->force_weapons[w].unit;
  WEAPON_WORK *store = &a->doing_weapons[w];
  int32_t n = a->force_weapons[w].n_ready * a->doing_units[b].n_items - store->n_ready;
  if (store->n_stock < n) n = store->n_stock;
  if (n < 0) n = 0;
  store->is_reloading = 0;
  store->n_ready += n;
  store->n_stock -= n;
  return a->doing_units[b].mode != SILENT ? b : NONE;
}

static void strike(const Key *key, const ALL *a, const Tally *tally, int32_t j, double now_s) {
  const THREAT *threat = &a->doing_threats[j];
  if (threat->dead_s <= now_s) return;
  int32_t asset = a->scene_lanes[threat->lane].asset;
  int64_t n_pictures = SIZE(net_picture_node, 0);
  for (int64_t i = 0; i < SIZE(plan_near, 0); i++) {
    if (a->plan_near[2 * i] != asset) continue;
    int32_t b = a->plan_near[2 * i + 1];
    UNIT_WORK *own = &a->doing_units[b];
    const UNIT *unit = &a->force_units[b];
    if (own->n_items <= 0 || both(key, P_HIT, (u32)threat->entity, (u32)unit->code).u >= a->p_hit) continue;
    own->mode = SILENT;
    own->n_items = NONE;
    a->counts_rows[tally->row * SIZE(counts_rows, 1) + N_UNITS_LOST]++;
    for (int32_t s = unit->sensor0; s < unit->sensor1; s++) {
      a->ways_is_up[s] = 0;
      for (int64_t p = 0; p < n_pictures; p++) a->ways_way_s[s * n_pictures + p] = INFINITY;
    }
  }
}

static void give_orders(const Key *key, const ALL *a, const Tally *tally, int32_t b, int32_t e, int32_t retry, double now_s) {
  while (b != NONE) {
    int32_t next = choice(a, b, now_s);
    if (next == NONE) break;
    launch(key, a, tally, next, now_s);
  }
  if (e != NONE) {
    if (may_fire(a, e, now_s)) launch(key, a, tally, e, now_s);
    else put_on_list(a, a->force_slots[a->doing_entries[e].slot].unit, e);
  }
  if (retry == NONE) return;
  for (int32_t at = a->doing_threats[retry].entry0; at < a->doing_threats[retry].entry1; at++)
    if (a->doing_entries[at].is_waiting == WAITING && may_fire(a, at, now_s)) launch(key, a, tally, at, now_s);
}

static int32_t run_events(const Key *key, const ALL *a, const Tally *tally, const double *late) {
  int32_t n_events = 0;
  begin(a);
  while (a->doing_misc[N_QUEUE] > 0) {
    EVENT now = a->doing_heap[0];
    pop(a);
    n_events++;
    int32_t b = NONE, e = NONE, retry = NONE;
    switch (now.kind) {
      case APPEAR:
        if (appear(key, a, now.index, late)) push_next(a, now.index);
        break;
      case ACT: e = take_next(a, now.index, now.time_s); break;
      case ASSESS: b = assess(a, tally, now.index, now.time_s, &retry); break;
      case RELOAD: b = refill(a, now.index); break;
      case IMPACT: strike(key, a, tally, now.index, now.time_s); break;
    }
    give_orders(key, a, tally, b, e, retry, now.time_s);
  }
  return n_events;
}

int64_t run_nights(const int64_t *seed, int64_t night, void *const *arrays, const int64_t *shapes, double p_hit, int64_t policy, const double *tilting) {
  ALL all, *a = &all;
  unpack(arrays, shapes, a);
  a->p_hit = p_hit, a->policy = policy;
  int64_t n_states = SIZE(chance_state, 1);
  a->doing_misc[IN_VAIN] = a->doing_misc[N_LINES] = 0;
  a->doing_misc[SHOTS_COLUMN] = FIRST_FREE + SIZE(counts_leaks, 0) + SIZE(counts_leaks, 1) + SIZE(counts_causes, 1);
  for (int64_t row = 0; row < SIZE(chance_replicate, 0); row++) {
    Key key = {seed[0], seed[1], a->chance_replicate[row], night};
    const int32_t *state = a->chance_state + row * n_states;
    const double *late = a->plan_late + state[n_states - 1] * SIZE(plan_late, 1);
    stand_up(&key, a, row);
    int64_t n = set_out(&key, a, state);
    a->doing_misc[N_THREATS] = n;
    Tally tally = {row, NONE, tilting[0]};
    if (tilting[0] > 0.0 && n > 0) {
      Pair pair = both(&key, P_TILT, 0, 0);
      int64_t at = (int64_t)(pair.u * (double)n);
      if (!(pair.v < tilting[1])) tally.tilted = at < n - 1 ? at : n - 1;
    }
    a->counts_rows[row * SIZE(counts_rows, 1) + N_EVENTS] = run_events(&key, a, &tally, late);
    if (a->doing_misc[IN_VAIN] > 0) return a->doing_misc[IN_VAIN];
    close_books(a, row);
    if (tilting[0] > 0.0) {
      double total = 0.0;
      for (int64_t j = 0; j < n; j++) total += a->doing_threats[j].ratio;
      a->counts_real[row * 2 + 1] = n > 0 ? 1.0 / (tilting[1] + (1.0 - tilting[1]) * total / (double)n) : 1.0;
    }
    if (SIZE(counts_left, 0) > 0) {
      const int32_t *items = a->chance_n_items + (SIZE(chance_n_items, 0) > 1 ? row : 0) * SIZE(force_units, 0);
      take_stock(a, items, a->counts_left + row * SIZE(counts_left, 1));
    }
  }
  return 0;
}
