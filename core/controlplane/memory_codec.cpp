#include "core/controlplane/memory_codec.h"

#include "core/controlplane/json.h"

#include <algorithm>

namespace glovebox::controlplane {

namespace {

bool isSha256(std::string_view text)
{
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<ports::Memory> memoryFrom(const nlohmann::json &json)
{
    ports::Memory memory{.id = textField(json, "id"),
                         .path = textField(json, "path"),
                         .sha256 = textField(json, "content_sha256"),
                         .size = countField(json, "content_size_bytes").value_or(0)};
    if (memory.id.empty())
        return fail(ErrorCode::ProtocolError, "a memory without an id");
    if (memory.path.empty())
        return fail(ErrorCode::ProtocolError, "a memory without a path");
    if (!isSha256(memory.sha256))
        return fail(ErrorCode::ProtocolError, "a memory without the SHA-256 of its content");
    if (const auto &content = field(json, "content"); content.is_string())
        memory.content = content.get<std::string>();
    return memory;
}

} // namespace

Result<ports::Memory> decodeMemory(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    return memoryFrom(json);
}

Result<ports::MemoryPage> decodeMemoryPage(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    const auto &rows = field(json, "data");
    if (!rows.is_array())
        return fail(ErrorCode::ProtocolError, "a page of memories without data");
    ports::MemoryPage page{.memories = {}, .nextPage = textField(json, "next_page")};
    if (const auto &next = field(json, "next_page"); !next.is_null() && !next.is_string())
        return fail(ErrorCode::ProtocolError, "a page of memories whose next page is no text");
    for (const auto &row : rows) {
        if (textField(row, "type") == "memory_prefix") // a folder; we never ask for these
            continue;
        GB_TRY(memory, memoryFrom(row));
        page.memories.push_back(std::move(memory));
    }
    return page;
}

} // namespace glovebox::controlplane
