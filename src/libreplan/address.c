/* Addresses and prefixes of both families, as numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "text.h"

unsigned address_bits(enum rp_family family)
{
	return family == RP_IPV4 ? 32 : 128;
}

rp_ip address_host_mask(enum rp_family family, int length)
{
	unsigned host = address_bits(family) - (unsigned)length;

	/* A shift by all 128 bits has no meaning in C. */
	return host == 128 ? ~(rp_ip)0 : ((rp_ip)1 << host) - 1;
}

rp_ip address_prefix_last(enum rp_family family, struct rp_prefix prefix)
{
	return prefix.ip | address_host_mask(family, prefix.length);
}

bool address_in_prefix(enum rp_family family, rp_ip ip,
		       struct rp_prefix prefix)
{
	return ip >= prefix.ip && ip <= address_prefix_last(family, prefix);
}

bool address_is_special(enum rp_family family, rp_ip ip,
			struct rp_prefix prefix)
{
	if (prefix.length >= (int)address_bits(family) - 1)
		return false;
	return ip == prefix.ip ||
	       (family == RP_IPV4 && ip == address_prefix_last(family, prefix));
}

/* The address as the network has it: most significant byte first. */
static void to_bytes(enum rp_family family, rp_ip ip, unsigned char bytes[16])
{
	for (unsigned i = address_bits(family) / 8; i-- > 0; ip >>= 8)
		bytes[i] = (unsigned char)(ip & 0xff);
}

static rp_ip from_bytes(enum rp_family family, const unsigned char bytes[16])
{
	rp_ip ip = 0;

	for (unsigned i = 0; i < address_bits(family) / 8; i++)
		ip = ip << 8 | bytes[i];
	return ip;
}

static int socket_family(enum rp_family family)
{
	return family == RP_IPV4 ? AF_INET : AF_INET6;
}

const char *rp_ip_text(enum rp_family family, rp_ip ip, char text[RP_IP_SIZE])
{
	unsigned char bytes[16];

	to_bytes(family, ip, bytes);
	if (!inet_ntop(socket_family(family), bytes, text, RP_IP_SIZE))
		text[0] = '\0';
	return text;
}

const char *rp_prefix_text(enum rp_family family, rp_ip ip, unsigned length,
			   char text[RP_PREFIX_SIZE])
{
	size_t size;

	rp_ip_text(family, ip, text);
	size = strlen(text);
	snprintf(text + size, RP_PREFIX_SIZE - size, "/%u",
		 length > 128 ? 128 : length);
	return text;
}

bool rp_ip_parse(const char *text, enum rp_family *family, rp_ip *ip)
{
	enum rp_family read = strchr(text, ':') ? RP_IPV6 : RP_IPV4;
	unsigned char bytes[16];

	if (inet_pton(socket_family(read), text, bytes) != 1)
		return false;
	*family = read;
	*ip = from_bytes(read, bytes);
	return true;
}

enum address_error address_parse(const char *text, enum rp_family *family,
				 rp_ip *ip)
{
	return rp_ip_parse(text, family, ip) ? ADDRESS_OK : ADDRESS_MALFORMED;
}

/* Reads the address in the first 'size' bytes of 'text'. */
static enum address_error parse_part(const char *text, size_t size,
				     enum rp_family *family, rp_ip *ip)
{
	char part[RP_IP_SIZE];

	if (size >= sizeof part)
		return ADDRESS_MALFORMED;
	memcpy(part, text, size);
	part[size] = '\0';
	return address_parse(part, family, ip);
}

/* Reads "0" to 'most' in decimal without leading zeros; -1 where it is not
 * that. */
static int parse_length(const char *text, unsigned most)
{
	unsigned length = 0;

	if (!*text || (text[0] == '0' && text[1]))
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		length = length * 10 + (unsigned)(*text - '0');
		if (length > most)
			return -1;
	}
	return (int)length;
}

enum address_error address_parse_prefix(const char *text,
					enum rp_family *family,
					struct rp_prefix *prefix)
{
	const char *slash = strchrnul(text, '/');
	enum rp_family read;
	rp_ip ip;
	int length;

	if (parse_part(text, (size_t)(slash - text), &read, &ip))
		return ADDRESS_MALFORMED;
	length = *slash ? parse_length(slash + 1, address_bits(read)) : -1;
	if (length < 0)
		return ADDRESS_BAD_LENGTH;
	if (ip & address_host_mask(read, length))
		return ADDRESS_HOST_BITS;
	*family = read;
	*prefix = (struct rp_prefix) { .ip = ip, .length = length };
	return ADDRESS_OK;
}

enum address_error address_parse_range(const char *text,
				       struct rp_ip_range *range)
{
	const char *dash = strchrnul(text, '-');
	struct rp_ip_range read;
	enum rp_family last_family;

	if (parse_part(text, (size_t)(dash - text), &read.family, &read.first))
		return ADDRESS_MALFORMED;
	last_family = read.family;
	read.last = read.first;
	if (*dash && address_parse(dash + 1, &last_family, &read.last))
		return ADDRESS_MALFORMED;
	if (last_family != read.family)
		return ADDRESS_TWO_FAMILIES;
	if (read.first > read.last)
		return ADDRESS_REVERSED;
	*range = read;
	return ADDRESS_OK;
}

const char *address_error_text(enum address_error error)
{
	switch (error) {
	case ADDRESS_OK:
		break;
	case ADDRESS_MALFORMED:
		return _("expected an address, as \"192.168.1.20\" or "
			 "\"2001:db8::20\"");
	case ADDRESS_BAD_LENGTH:
		return _("expected a prefix length behind \"/\": 0 to 32 for "
			 "IPv4, 0 to 128 for IPv6");
	case ADDRESS_HOST_BITS:
		return _("expected a prefix without host bits, as "
			 "\"192.168.1.0/24\"");
	case ADDRESS_REVERSED:
		return _("expected a range whose first address is not above "
			 "its last");
	case ADDRESS_TWO_FAMILIES:
		return _("expected a range whose addresses are both IPv4 or "
			 "both IPv6");
	}
	return "";
}
