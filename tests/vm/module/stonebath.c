// SPDX-License-Identifier: GPL-2.0
/*
 * A heated bath behind a GPIO chip and a 1-Wire bus, for the virtual machine of the tests.
 *
 * The law of this file: towards the kernel it behaves as the hardware does. The chip keeps what a
 * line was driven to when its owner dies, as Raspberry Pi kernels do (gpio-sim falls back to its
 * pull, which hides the fault that matters); the bus speaks DS18B20 byte for byte below the
 * kernel's own w1_therm; and the water gets warm only while the lines are high.
 *
 * Everything is told and asked in debugfs: /sys/kernel/debug/stonebath/control takes lines,
 * .../state shows them. See docs/vm.md.
 */
#include <linux/debugfs.h>
#include <linux/gpio/driver.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/w1.h>
#include <linux/workqueue.h>

#define LINES 54
#define PROBES 3
#define STEP_MS 50
#define LIGHTEST_G 100
#define MICRO 1000000LL

static char *label = "pinctrl-bcm2711";
module_param(label, charp, 0444);
static bool persist_gpio_outputs = true;
module_param(persist_gpio_outputs, bool, 0644);
static int heater_line = 17;
module_param(heater_line, int, 0444);
static int enable_line = 27;
module_param(enable_line, int, 0444);
static int high_at_boot = -1;
module_param(high_at_boot, int, 0444);
MODULE_PARM_DESC(high_at_boot, "a line that the firmware left driven high");

enum fault { NONE, ABSENT, CRC, ONES, ZEROS, POWER_ON, WEAK, STALE, FAULTS };
static const char *const fault_names[FAULTS] = {
	"none", "absent", "crc", "ones", "zeros", "power-on", "weak-supply", "stale",
};

struct line {
	bool out, high, claimed;
	int forced;		/* -1: not; else what the pin reads whatever is driven */
	u64 rises;
	ktime_t changed;
};

struct probe {
	u8 rom[8];
	u8 pad[9];
	enum fault fault;
	s64 uc;			/* what its sheath is at, micro degrees */
	s64 offset_uc;
};

static DEFINE_SPINLOCK(lock);
static struct line lines[LINES];
static struct probe probes[PROBES];
static struct gpio_chip chip;
static struct dentry *dir;

/* ---- the bath: element, water, probes; integers, in micro degrees and joules ---- */

static struct {
	s64 element_uc, water_uc, ambient_uc;
	s64 power_w, water_g, element_j_per_k, loss_w_per_k, element_lag_s, probe_lag_s;
	bool welded;
	ktime_t at;
	u64 on_us;
} bath = {
	.ambient_uc = 20 * MICRO, .power_w = 1500, .water_g = 3000,
	.element_j_per_k = 1500, .loss_w_per_k = 4, .element_lag_s = 10, .probe_lag_s = 6,
};

static bool driven_high(int offset)
{
	return lines[offset].out && lines[offset].high;
}

static bool heating(void)
{
	bool enabled = enable_line < 0 || driven_high(enable_line);

	return enabled && (driven_high(heater_line) || bath.welded);
}

static void set_water(s64 uc)
{
	int n;

	bath.element_uc = uc;
	bath.water_uc = uc;
	for (n = 0; n < PROBES; n++)
		probes[n].uc = uc;
}

static void advance(s64 us)
{
	s64 water_j_per_k = div_s64(bath.water_g * 4186, 1000);
	s64 over_uc = bath.element_uc - bath.water_uc;
	/* W in millionths: heat that goes from the element into the water */
	s64 into_uw = div_s64(over_uc * bath.element_j_per_k, bath.element_lag_s);
	s64 out_uw = (bath.water_uc - bath.ambient_uc) * bath.loss_w_per_k;
	s64 power_uw = heating() ? bath.power_w * MICRO : 0;
	int n;

	bath.on_us += heating() ? us : 0;
	bath.element_uc += div_s64(div_s64(power_uw - into_uw, 1000) * us,
				   bath.element_j_per_k * 1000);
	bath.water_uc += div_s64(div_s64(into_uw - out_uw, 1000) * us, water_j_per_k * 1000);
	for (n = 0; n < PROBES; n++)
		probes[n].uc += div_s64((bath.water_uc - probes[n].uc) * us,
					bath.probe_lag_s * MICRO);
}

static void step(struct work_struct *work);
static DECLARE_DELAYED_WORK(stepper, step);

static void step(struct work_struct *work)
{
	unsigned long flags;
	s64 us;

	spin_lock_irqsave(&lock, flags);
	us = ktime_us_delta(ktime_get(), bath.at);
	bath.at = ktime_add_us(bath.at, us);
	for (; us > 0; us -= STEP_MS * 1000)
		advance(min_t(s64, us, STEP_MS * 1000));
	spin_unlock_irqrestore(&lock, flags);
	schedule_delayed_work(&stepper, msecs_to_jiffies(STEP_MS));
}

/* ---- the GPIO chip ---- */

static void drive(int offset, bool out, bool high)
{
	struct line *line = &lines[offset];
	bool before = line->out && line->high;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	line->out = out;
	line->high = high;
	if (before != (out && high)) {
		line->changed = ktime_get();
		line->rises += !before;
	}
	spin_unlock_irqrestore(&lock, flags);
}

static int chip_request(struct gpio_chip *gc, unsigned int offset)
{
	lines[offset].claimed = true;
	return 0;
}

static void chip_free(struct gpio_chip *gc, unsigned int offset)
{
	lines[offset].claimed = false;
	if (!persist_gpio_outputs)
		drive(offset, false, false);
}

static int chip_get_direction(struct gpio_chip *gc, unsigned int offset)
{
	return lines[offset].out ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
}

static int chip_input(struct gpio_chip *gc, unsigned int offset)
{
	drive(offset, false, lines[offset].high);
	return 0;
}

static int chip_output(struct gpio_chip *gc, unsigned int offset, int value)
{
	drive(offset, true, value);
	return 0;
}

static int chip_get(struct gpio_chip *gc, unsigned int offset)
{
	int forced = lines[offset].forced;

	return forced >= 0 ? forced : driven_high(offset); /* an input is pulled down */
}

static void chip_set(struct gpio_chip *gc, unsigned int offset, int value)
{
	drive(offset, lines[offset].out, value);
}

static int chip_config(struct gpio_chip *gc, unsigned int offset, unsigned long config)
{
	return 0; /* bias and the like: taken, as the real ones take them */
}

/* ---- the 1-Wire bus: DS18B20, byte for byte ---- */

static enum { ROM_COMMAND, ROM_BYTES, COMMAND, WRITE_PAD } phase;
static u8 got[8];
static int got_n, out_n;
static int chosen;		/* a probe, -1 for all of them (skip ROM), -2 for none */
static const u8 *out;
static u64 conversions, together;	/* asked of one probe; of the whole bus */

static u8 crc8(const u8 *data, int n)
{
	u8 crc = 0;
	int bit;

	for (; n > 0; n--)
		for (crc ^= *data++, bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
	return crc;
}

static void put_raw(struct probe *probe, int raw)
{
	probe->pad[0] = raw & 0xff;
	probe->pad[1] = (raw >> 8) & 0xff;
	probe->pad[8] = crc8(probe->pad, 8);
}

static void convert(struct probe *probe)
{
	int dropped = 3 - ((probe->pad[4] >> 5) & 3); /* bits that a coarse resolution leaves out */
	s64 raw = div_s64((probe->uc + probe->offset_uc) * 16 + MICRO / 2, MICRO);

	if (probe->fault == POWER_ON)
		raw = 0x550;
	else if (probe->fault == WEAK)
		raw = 0x7ff;
	else
		raw &= ~((1 << dropped) - 1);
	if (probe->fault != STALE)
		put_raw(probe, raw);
}

static void read_pad(struct probe *probe)
{
	static u8 answer[9];

	memcpy(answer, probe->pad, sizeof(answer));
	if (probe->fault == CRC)
		answer[8] ^= 0x5a;
	else if (probe->fault == ONES)
		memset(answer, 0xff, sizeof(answer));
	else if (probe->fault == ZEROS)
		memset(answer, 0, sizeof(answer));
	out = answer;
	out_n = sizeof(answer);
}

static void command(u8 byte)
{
	int n, first = chosen < 0 ? 0 : chosen, last = chosen < 0 ? PROBES - 1 : chosen;
	unsigned long flags;

	if (chosen == -2)
		return;
	conversions += byte == 0x44 && chosen >= 0;
	together += byte == 0x44 && chosen < 0;
	spin_lock_irqsave(&lock, flags);
	for (n = first; n <= last; n++) {
		if (probes[n].fault == ABSENT)
			continue;
		if (byte == 0x44)
			convert(&probes[n]);
		else if (byte == 0xbe)
			read_pad(&probes[n]);
		else if (byte == 0x4e)
			phase = WRITE_PAD;
	}
	spin_unlock_irqrestore(&lock, flags);
}

static void choose(void)
{
	int n;

	chosen = -2;
	for (n = 0; n < PROBES; n++)
		if (!memcmp(got, probes[n].rom, 8) && probes[n].fault != ABSENT)
			chosen = n;
}

static void bus_write(void *data, u8 byte)
{
	switch (phase) {
	case ROM_COMMAND:
		got_n = 0;
		chosen = byte == 0xcc ? -1 : -2;
		phase = byte == 0x55 ? ROM_BYTES : COMMAND;
		break;
	case ROM_BYTES:
		got[got_n++] = byte;
		if (got_n == 8) {
			choose();
			phase = COMMAND;
		}
		break;
	case COMMAND:
		got_n = 0;
		command(byte);
		break;
	case WRITE_PAD:
		if (chosen >= 0 && got_n < 3) {
			probes[chosen].pad[2 + got_n++] = byte;
			probes[chosen].pad[4] |= 0x1f;
			probes[chosen].pad[8] = crc8(probes[chosen].pad, 8);
		}
		break;
	}
}

static u8 bus_read(void *data)
{
	if (!out_n)
		return 0xff; /* nobody pulls the line down; also: externally powered */
	out_n--;
	return *out++;
}

/* Single slots are only asked for "own supply?" and "converted?": nobody pulls the line down. */
static u8 bus_touch(void *data, u8 bit)
{
	return bit;
}

static u8 bus_reset(void *data)
{
	int n;

	phase = ROM_COMMAND;
	out_n = 0;
	for (n = 0; n < PROBES; n++)
		if (probes[n].fault != ABSENT)
			return 0;
	return 1;
}

static void bus_search(void *data, struct w1_master *master, u8 type,
		       w1_slave_found_callback found)
{
	int n;

	for (n = 0; n < PROBES; n++) {
		u64 id;

		memcpy(&id, probes[n].rom, 8);
		if (probes[n].fault != ABSENT)
			found(master, le64_to_cpu((__force __le64)id));
	}
}

static struct w1_bus_master bus = {
	.read_byte = bus_read, .write_byte = bus_write, .touch_bit = bus_touch,
	.reset_bus = bus_reset, .search = bus_search,
};
static bool bus_up;

static int set_bus(bool up)
{
	int error = 0;

	if (up && !bus_up)
		error = w1_add_master_device(&bus);
	else if (!up && bus_up)
		w1_remove_master_device(&bus);
	if (!error)
		bus_up = up;
	return error;
}

static void make_probe(int n)
{
	static const u8 fresh[8] = { 0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10 };
	u8 rom[7] = { 0x28, 0x01 + n, 0x5e, 0x2f, 0xa1, 0x00, 0x00 };

	memcpy(probes[n].rom, rom, 7);
	probes[n].rom[7] = crc8(rom, 7);
	memcpy(probes[n].pad, fresh, 8);
	probes[n].pad[8] = crc8(fresh, 8);
	probes[n].fault = n < 2 ? NONE : ABSENT; /* two are plugged in; the third is a spare */
}

/* ---- debugfs ---- */

static int tell_probe(const char *which, const char *word)
{
	int n, fault = match_string(fault_names, FAULTS, word), only;

	if (fault < 0)
		return fault;
	if (!strcmp(which, "all"))
		only = -1;
	else if (kstrtoint(which, 10, &only) || only < 0 || only >= PROBES)
		return -EINVAL;
	for (n = 0; n < PROBES; n++)
		if ((only < 0 && n < 2) || n == only)
			probes[n].fault = fault;
	return 0;
}

static int tell_number(const char *name, long value)
{
	if (!strcmp(name, "water_mc"))
		set_water(value * 1000);
	else if (!strcmp(name, "ambient_mc"))
		bath.ambient_uc = value * 1000;
	else if (!strcmp(name, "power_w"))
		bath.power_w = value;
	else if (!strcmp(name, "water_g"))
		bath.water_g = max_t(long, value, LIGHTEST_G);
	else if (!strcmp(name, "welded"))
		bath.welded = value;
	else
		return -EINVAL;
	return 0;
}

static int tell_pair(const char *name, int n, long value)
{
	if (!strcmp(name, "offset_mc") && n >= 0 && n < PROBES)
		probes[n].offset_uc = value * 1000;
	else if (!strcmp(name, "force") && n >= 0 && n < LINES)
		lines[n].forced = value;
	else if (!strcmp(name, "drive") && n >= 0 && n < LINES)
		drive(n, true, value);
	else
		return -EINVAL;
	return 0;
}

static int tell(const char *text)
{
	char name[16], a[16], b[16];
	long x, y;
	int words = sscanf(text, "%15s %15s %15s", name, a, b);

	if (words == 3 && !strcmp(name, "probe"))
		return tell_probe(a, b);
	if (words == 2 && !strcmp(name, "bus"))
		return set_bus(!strcmp(a, "up"));
	if (words == 2 && !kstrtol(a, 10, &x))
		return tell_number(name, x);
	if (words == 3 && !kstrtol(a, 10, &x) && !kstrtol(b, 10, &y))
		return tell_pair(name, x, y);
	return -EINVAL;
}

static ssize_t control_write(struct file *file, const char __user *from, size_t count,
			     loff_t *pos)
{
	char text[64] = { 0 };
	int error;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, count))
		return -EFAULT;
	error = tell(text);
	return error ? error : count;
}

static const struct file_operations control = {
	.owner = THIS_MODULE, .write = control_write,
};

static int state_show(struct seq_file *s, void *unused)
{
	int n;

	seq_printf(s, "now_ns %lld\n", ktime_get_ns());
	seq_printf(s, "heating %d\nheated_us %llu\n", heating(), bath.on_us);
	seq_printf(s, "water_mc %lld\nelement_mc %lld\n", div_s64(bath.water_uc, 1000),
		   div_s64(bath.element_uc, 1000));
	seq_printf(s, "conversions %llu\ntogether %llu\n", conversions, together);
	for (n = 0; n < PROBES; n++)
		seq_printf(s, "probe %d 28-%02x%02x%02x%02x%02x%02x %s\n", n, probes[n].rom[6],
			   probes[n].rom[5], probes[n].rom[4], probes[n].rom[3],
			   probes[n].rom[2], probes[n].rom[1], fault_names[probes[n].fault]);
	for (n = 0; n < LINES; n++)
		if (lines[n].changed || lines[n].out || lines[n].claimed)
			seq_printf(s, "line %d %s %d claimed %d rises %llu changed_ns %lld\n", n,
				   lines[n].out ? "out" : "in", driven_high(n), lines[n].claimed,
				   lines[n].rises, ktime_to_ns(lines[n].changed));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(state);

static int add_chip(void)
{
	chip.label = label;
	chip.owner = THIS_MODULE;
	chip.base = -1;
	chip.ngpio = LINES;
	chip.request = chip_request;
	chip.free = chip_free;
	chip.get_direction = chip_get_direction;
	chip.direction_input = chip_input;
	chip.direction_output = chip_output;
	chip.get = chip_get;
	chip.set = chip_set;
	chip.set_config = chip_config;
	return gpiochip_add_data(&chip, NULL);
}

static int __init stonebath_init(void)
{
	int n, error;

	for (n = 0; n < LINES; n++)
		lines[n].forced = -1;
	for (n = 0; n < PROBES; n++)
		make_probe(n);
	set_water(bath.ambient_uc);
	bath.at = ktime_get();
	if (high_at_boot >= 0 && high_at_boot < LINES)
		drive(high_at_boot, true, true);
	error = add_chip();
	if (error)
		return error;
	error = set_bus(true);
	if (error) {
		gpiochip_remove(&chip);
		return error;
	}
	dir = debugfs_create_dir("stonebath", NULL);
	debugfs_create_file("control", 0200, dir, NULL, &control);
	debugfs_create_file("state", 0400, dir, NULL, &state_fops);
	schedule_delayed_work(&stepper, 0);
	return 0;
}

static void __exit stonebath_exit(void)
{
	cancel_delayed_work_sync(&stepper);
	debugfs_remove(dir);
	set_bus(false);
	gpiochip_remove(&chip);
}

module_init(stonebath_init);
module_exit(stonebath_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A heated bath behind a GPIO chip and a 1-Wire bus, for tests");
