#include "core/guest/agent/network/names.h"

namespace glovebox::agent {

namespace {

/// Programs were seen to take an address that ends in 0 or 255 for a network or for all of one: none is given away.
constexpr std::uint32_t kPerBlock = 254;
constexpr std::uint32_t kNumbersMax = kMadeUpCount / 256 * kPerBlock;
constexpr std::string_view kIpv6Pool{"\xFD\x67\x6C\x6E\0\0\0\0\0\0\0\0", 12};

std::uint32_t addressOfNumber(std::uint32_t number)
{
    return kMadeUpFirst + number / kPerBlock * 256 + 1 + number % kPerBlock;
}

std::optional<std::uint32_t> numberOfAddress(std::uint32_t address)
{
    const auto at = address - kMadeUpFirst;
    if (!isMadeUp(address) || at % 256 == 0 || at % 256 == 255)
        return std::nullopt;
    return at / 256 * kPerBlock + at % 256 - 1;
}

} // namespace

bool isMadeUp(std::uint32_t address)
{
    return address >= kMadeUpFirst && address - kMadeUpFirst < kMadeUpCount;
}

std::string madeUpIpv6(std::uint32_t address)
{
    std::string bytes(kIpv6Pool);
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>((address >> shift) & 0xFF));
    return bytes;
}

std::optional<std::uint32_t> numberOfMadeUpIpv6(std::string_view bytes)
{
    if (bytes.size() != 16 || !bytes.starts_with(kIpv6Pool))
        return std::nullopt;
    std::uint32_t address = 0;
    for (const char byte : bytes.substr(kIpv6Pool.size()))
        address = (address << 8) | static_cast<unsigned char>(byte);
    return address;
}

std::optional<std::uint32_t> NameTable::addressOf(const std::string &name)
{
    if (const auto known = m_numbers.find(name); known != m_numbers.end())
        return addressOfNumber(known->second);
    if (m_names.size() >= m_max || *m_next >= kNumbersMax)
        return std::nullopt;
    const auto added = m_numbers.emplace(name, (*m_next)++).first;
    m_names.push_back(&added->first);
    return addressOfNumber(added->second);
}

const std::string *NameTable::nameOf(std::uint32_t address) const
{
    const auto number = numberOfAddress(address);
    if (!number || *number < m_first || *number - m_first >= m_names.size())
        return nullptr;
    return m_names[*number - m_first];
}

} // namespace glovebox::agent
