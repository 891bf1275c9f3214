#include "core/domain/binding.h"

#include "core/base/limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace glovebox::domain {

namespace {

/// The service allows 512 characters to a value (reference 2.2); nothing that we look for is longer.
constexpr std::size_t kValueMax = 512;
/// What this version knows. Egress profiles of the operator's come with their own store; which images and templates
/// there are, whoever makes the sandbox finds out.

constexpr std::array<std::string_view, 3> kSandboxKeys{"glovebox.sandbox_id", "isorun.sandbox_id",
                                                       "superserve.sandbox_id"};
constexpr std::array<std::string_view, 2> kImageKeys{"glovebox.image", "isorun.image"};
constexpr std::array<std::string_view, 1> kTemplateKeys{"glovebox.template"};
constexpr std::array<std::string_view, 1> kEgressKeys{"glovebox.egress"};
constexpr std::string_view kVcpusKey = "glovebox.vcpus";
constexpr std::string_view kMemoryKey = "glovebox.memory_mib";

constexpr std::string_view kOurs = "glovebox.";
constexpr std::uint64_t kMib = 1024 * 1024;
/// Fits an int, and as MiB a count of bytes.
constexpr std::uint64_t kNumberMax = std::numeric_limits<std::int32_t>::max();

auto wrong(std::string_view key, std::string_view value, const std::string &takes)
{
    return fail(ErrorCode::InvalidArgument, "the session's metadata asks for " + std::string(key) + " = '" +
                                                std::string(value.substr(0, kValueMax)) + "', and it takes " + takes);
}

/// A name in our own space that means nothing is a slip; a session that ran on would get something else than it asked
/// for.
Result<> checkKeys(const Metadata &metadata)
{
    constexpr std::array known{kSandboxKeys.front(), kImageKeys.front(), kTemplateKeys.front(),
                               kEgressKeys.front(),  kVcpusKey,          kMemoryKey};
    for (auto it = metadata.lower_bound(std::string(kOurs)); it != metadata.end() && it->first.starts_with(kOurs);
         ++it) {
        if (it->second.empty() || std::ranges::find(known, it->first) != known.end())
            continue;
        std::string list;
        for (const auto key : known)
            list += (list.empty() ? "" : ", ") + std::string(key);
        return fail(ErrorCode::InvalidArgument, "the session's metadata has " + it->first.substr(0, kValueMax) +
                                                    ", which is not known; possible are " + list);
    }
    return {};
}

struct Wish {
    std::string key; // as it was written
    std::string value;
};

/// The one value that these keys give, wherever they stand; the session's go before the item's.
Result<std::optional<Wish>> valueOf(std::span<const std::string_view> keys, const Metadata &session,
                                    const Metadata &item)
{
    for (const auto *metadata : {&session, &item}) {
        std::optional<Wish> found;
        for (const auto key : keys) {
            const auto it = metadata->find(std::string(key));
            if (it == metadata->end() || it->second.empty())
                continue;
            if (found && found->value != it->second)
                return fail(ErrorCode::InvalidArgument,
                            "the session's metadata names two different values: " + found->key + " and " + it->first +
                                " mean the same; leave one out");
            if (!found)
                found = Wish{it->first, it->second};
        }
        if (found)
            return found;
    }
    return std::nullopt;
}

/// Any: what this host gives at most, sizeFor() says.
Result<std::optional<std::uint64_t>> numberOf(std::string_view key, const Metadata &session, const Metadata &item)
{
    GB_TRY(text, valueOf(std::span(&key, 1), session, item));
    if (!text)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto &digits = text->value;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value == 0 || value > kNumberMax)
        return wrong(key, digits, "a whole number from 1 on");
    return value;
}

} // namespace

Result<Binding> readBinding(const Metadata &session, const Metadata &item)
{
    GB_CHECK(checkKeys(session));
    GB_CHECK(checkKeys(item));
    Binding binding;
    GB_TRY(sandbox, valueOf(kSandboxKeys, session, item));
    if (sandbox) {
        if (!isSafeToken(sandbox->value))
            return wrong(sandbox->key, sandbox->value, "a sandbox's id, like sbx-1a2b3c");
        binding.sandbox = SandboxId(sandbox->value);
    }
    GB_TRY(image, valueOf(kImageKeys, session, item));
    if (image) {
        const bool isName = image->value.size() <= kValueMax &&
                            std::ranges::all_of(image->value, [](unsigned char c) { return c >= ' ' && c != 0x7f; });
        if (!isName)
            return wrong(image->key, image->value, "an image's name or id");
        binding.image = image->value;
        binding.imageKey = image->key;
    }
    GB_TRY(base, valueOf(kTemplateKeys, session, item));
    if (base)
        binding.base = base->value;
    if (image && base && *binding.base != kAutomaticTemplate)
        return fail(ErrorCode::InvalidArgument, "the session's metadata names an image (" + *binding.image +
                                                    ") and a template (" + *binding.base +
                                                    "); a template has its own, leave one out");
    GB_TRY(egress, valueOf(kEgressKeys, session, item));
    if (egress)
        binding.egress = egress->value;
    GB_TRY(vcpus, numberOf(kVcpusKey, session, item));
    if (vcpus)
        binding.vcpus = static_cast<int>(*vcpus);
    GB_TRY(memory, numberOf(kMemoryKey, session, item));
    if (memory)
        binding.memory = ByteCount::mib(*memory);
    if (binding.sandbox && (image || base || egress || vcpus || memory))
        return fail(ErrorCode::InvalidArgument,
                    "the session's metadata names a sandbox (" + binding.sandbox->value() +
                        ") and also what a new one should be made of; it takes one or the other");
    return binding;
}

Result<MachineSize> sizeFor(const Binding &binding, const MachineSize &usual, const MachineSize &most)
{
    constexpr auto memoryMin = limits::kMachineMemoryMin.value / kMib;
    if (binding.base && *binding.base != kAutomaticTemplate && (binding.vcpus || binding.memory))
        return fail(ErrorCode::InvalidArgument, "the session's metadata names a template (" +
                                                    binding.base->substr(0, kValueMax) +
                                                    ") and a size; a template has its own");
    auto size = usual;
    if (binding.vcpus) {
        if (*binding.vcpus > most.vcpus)
            return wrong(kVcpusKey, std::to_string(*binding.vcpus),
                         std::to_string(most.vcpus) + " at most on this host");
        size.vcpus = *binding.vcpus;
    }
    if (binding.memory) {
        const auto asked = binding.memory->value / kMib;
        if (asked < memoryMin || *binding.memory > most.memory)
            return wrong(kMemoryKey, std::to_string(asked),
                         "from " + std::to_string(memoryMin) + " to " + std::to_string(most.memory.value / kMib) +
                             " on this host");
        size.memory = *binding.memory;
    }
    return size;
}

} // namespace glovebox::domain
