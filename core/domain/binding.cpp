#include "core/domain/binding.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>

namespace glovebox::domain {

namespace {

/// The service allows 512 characters to a value (reference 2.2); nothing that we look for is longer.
constexpr std::size_t kValueMax = 512;
/// What this version knows. Images, templates and egress profiles of the operator's come with their own stores.
constexpr std::string_view kOnlyImage = "default";
constexpr std::string_view kOnlyTemplate = "default";
constexpr std::string_view kOnlyEgress = "none";

auto wrong(std::string_view key, std::string_view value, const std::string &takes)
{
    return fail(ErrorCode::InvalidArgument, "the session's metadata asks for " + std::string(key) + " = '" +
                                                std::string(value.substr(0, kValueMax)) + "', and it takes " + takes);
}

/// The one value that these keys give, wherever they stand; the session's go before the item's.
Result<std::optional<std::string>> valueOf(std::span<const std::string_view> keys, const Metadata &session,
                                           const Metadata &item)
{
    for (const auto *metadata : {&session, &item}) {
        std::optional<std::string> found;
        for (const auto key : keys) {
            const auto it = metadata->find(std::string(key));
            if (it == metadata->end() || it->second.empty())
                continue;
            if (found && *found != it->second)
                return fail(ErrorCode::InvalidArgument, "the session's metadata names two different values for " +
                                                            std::string(keys.front()) + " and its older names");
            found = it->second;
        }
        if (found)
            return found;
    }
    return std::nullopt;
}

Result<std::optional<std::uint64_t>> numberOf(std::string_view key, const Metadata &session, const Metadata &item,
                                              std::uint64_t max)
{
    GB_TRY(text, valueOf(std::span(&key, 1), session, item));
    if (!text)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || value == 0 || value > max)
        return wrong(key, *text, "a whole number from 1 to " + std::to_string(max));
    return value;
}

} // namespace

Result<Binding> readBinding(const Metadata &session, const Metadata &item)
{
    constexpr std::array<std::string_view, 3> sandboxKeys{"glovebox.sandbox_id", "isorun.sandbox_id",
                                                          "superserve.sandbox_id"};
    constexpr std::array<std::string_view, 2> imageKeys{"glovebox.image", "isorun.image"};
    constexpr std::array<std::string_view, 1> templateKeys{"glovebox.template"};
    constexpr std::array<std::string_view, 1> egressKeys{"glovebox.egress"};
    constexpr std::uint64_t vcpusMax = 1024;
    constexpr std::uint64_t memoryMax = 16ULL * 1024 * 1024; // MiB

    Binding binding;
    GB_TRY(sandbox, valueOf(sandboxKeys, session, item));
    if (sandbox) {
        if (!isSafeToken(*sandbox))
            return wrong(sandboxKeys.front(), *sandbox, "a sandbox's id, like sbx-1a2b3c");
        binding.sandbox = SandboxId(*sandbox);
    }
    GB_TRY(image, valueOf(imageKeys, session, item));
    binding.image = image;
    GB_TRY(base, valueOf(templateKeys, session, item));
    binding.base = base;
    GB_TRY(egress, valueOf(egressKeys, session, item));
    binding.egress = egress;
    GB_TRY(vcpus, numberOf("glovebox.vcpus", session, item, vcpusMax));
    if (vcpus)
        binding.vcpus = static_cast<int>(*vcpus);
    GB_TRY(memory, numberOf("glovebox.memory_mib", session, item, memoryMax));
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
    constexpr std::uint64_t mib = 1024 * 1024;
    constexpr std::uint64_t memoryMin = 128; // MiB: our kernel and agent need about 90
    if (binding.image && *binding.image != kOnlyImage)
        return wrong("glovebox.image", *binding.image, "an image that this host has: " + std::string(kOnlyImage));
    if (binding.base && *binding.base != kOnlyTemplate)
        return wrong("glovebox.template", *binding.base,
                     "a template that this host has: " + std::string(kOnlyTemplate));
    if (binding.egress && *binding.egress != kOnlyEgress)
        return wrong("glovebox.egress", *binding.egress,
                     "an egress profile that this host has: " + std::string(kOnlyEgress) + " (nothing leaves)");
    auto size = usual;
    if (binding.vcpus) {
        if (*binding.vcpus > most.vcpus)
            return wrong("glovebox.vcpus", std::to_string(*binding.vcpus),
                         std::to_string(most.vcpus) + " at most on this host");
        size.vcpus = *binding.vcpus;
    }
    if (binding.memory) {
        const auto asked = binding.memory->value / mib;
        if (asked < memoryMin || *binding.memory > most.memory)
            return wrong("glovebox.memory_mib", std::to_string(asked),
                         "from " + std::to_string(memoryMin) + " to " + std::to_string(most.memory.value / mib) +
                             " on this host");
        size.memory = *binding.memory;
    }
    return size;
}

} // namespace glovebox::domain
