#include "core/demo/memory_shelf.h"

#include "core/base/text.h"
#include "core/demo/rows.h"

#include <QCryptographicHash>

#include <algorithm>
#include <set>

namespace glovebox::demo {

namespace {

constexpr std::size_t kStoresMax = 100;
// The protocol's own bounds (reference 5.2).
constexpr std::size_t kMemoriesMax = 2000;
constexpr std::size_t kContentMax = 102'400;
constexpr std::size_t kPathMax = 1024;
constexpr std::size_t kSegmentsMax = 20;
constexpr std::size_t kBasicPageMax = 100;
constexpr std::size_t kFullPageMax = 20;
constexpr std::size_t kStoreNameMax = 255;

std::string sha256Of(const std::string &content)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(content), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

/// Lower case, each run of anything but ASCII letters and digits one hyphen.
std::string slugOf(const std::string &name)
{
    std::string slug;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            slug.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
        else if (slug.empty() || slug.back() != '-')
            slug.push_back('-');
    }
    return slug;
}

Answer<> checkPath(const std::string &path)
{
    const auto bad = refuse(400, "path must begin with a slash and have 1 to 20 segments, none of them empty, . or ..,"
                                 " without control characters, in at most 1024 bytes.");
    if (path.size() < 2 || path.size() > kPathMax || path.front() != '/' || toOneLine(path) != path)
        return bad;
    std::size_t segments = 0;
    for (std::size_t at = 1; at <= path.size(); ++segments) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto segment = path.substr(at, end - at);
        if (segment.empty() || segment == "." || segment == "..")
            return bad;
        at = end + 1;
    }
    return segments <= kSegmentsMax ? Answer<>() : bad;
}

Answer<> checkContent(const Json &body)
{
    const auto content = body.find("content");
    if (content == body.end() || !content->is_string())
        return refuse(400, "content must be a text.");
    if (content->get_ref<const std::string &>().size() > kContentMax)
        return refuse(413, "content has 102,400 bytes at most.");
    return {};
}

Answer<bool> wantsFull(const http::Query &query, bool fallback)
{
    const auto view = query.value("view");
    if (view && *view != "full" && *view != "basic")
        return refuse(400, "view must be basic or full.");
    return view ? *view == "full" : fallback;
}

tl::unexpected<ApiError> conflict(const char *type, std::string message, Json more = nullptr)
{
    return tl::unexpected(ApiError{409, std::move(message), {}, nullptr, type, std::move(more)});
}

} // namespace

std::string MemoryShelf::idFor(const std::string &name)
{
    return "memstore_" + slugOf(name);
}

std::string MemoryShelf::mountPathFor(const std::string &name)
{
    return "/mnt/memory/" + slugOf(name);
}

MemoryShelf::Store &MemoryShelf::newStore(const std::string &id, const std::string &name,
                                          const std::string &description,
                                          const std::map<std::string, std::string> &metadata)
{
    const auto at = isoTime(m_clock.wallNow());
    auto &store = m_stores[id];
    store.json = {{"id", id},
                  {"type", "memory_store"},
                  {"name", name},
                  {"description", description},
                  {"metadata", metadata},
                  {"created_at", at},
                  {"updated_at", at},
                  {"archived_at", nullptr}};
    return store;
}

void MemoryShelf::addStore(const std::string &name, const std::map<std::string, std::string> &memories)
{
    const auto id = idFor(name);
    if (m_stores.contains(id))
        return;
    auto &store = newStore(id, name, "", {});
    for (const auto &[path, content] : memories)
        put(store.memories[path], path, content);
}

Answer<Json> MemoryShelf::createStore(const Json &body)
{
    const auto name = textOr(body, "name");
    if (name.empty() || name.size() > kStoreNameMax)
        return refuse(400, "name must be a text of 1 to 255 characters.");
    if (m_stores.size() >= kStoresMax)
        return refuse(429, "There are too many memory stores.");
    const auto metadata = mergedMetadata({}, body.value("metadata", Json::object()));
    if (!metadata)
        return tl::unexpected(metadata.error());
    return newStore(m_ids.id("memstore"), name, textOr(body, "description"), *metadata).json;
}

Answer<Json> MemoryShelf::store(const std::string &id) const
{
    return findStore(id).map([](const Store *store) { return store->json; });
}

Answer<Json> MemoryShelf::listStores(const http::Query &query) const
{
    std::vector<Json> rows;
    for (const auto &[id, store] : m_stores)
        rows.push_back(store.json);
    return paged(rows, query);
}

Answer<MemoryShelf::Store *> MemoryShelf::findStore(const std::string &id)
{
    const auto found = m_stores.find(id);
    if (found == m_stores.end())
        return refuse(404, "No such memory store.");
    return &found->second;
}

Answer<const MemoryShelf::Store *> MemoryShelf::findStore(const std::string &id) const
{
    const auto found = m_stores.find(id);
    if (found == m_stores.end())
        return refuse(404, "No such memory store.");
    return &found->second;
}

MemoryShelf::Memory *MemoryShelf::find(Store &store, const std::string &memory)
{
    for (auto &[path, candidate] : store.memories)
        if (candidate.id == memory)
            return &candidate;
    return nullptr;
}

void MemoryShelf::put(Memory &memory, const std::string &path, const std::string &content)
{
    const auto at = isoTime(m_clock.wallNow());
    if (memory.id.empty()) {
        memory.id = m_ids.id("mem");
        memory.createdAt = at;
    }
    memory.version = m_ids.id("memver");
    memory.path = path;
    memory.content = content;
    memory.sha256 = sha256Of(content);
    memory.updatedAt = at;
}

Json MemoryShelf::toJson(const std::string &store, const Memory &memory, bool full)
{
    return {{"id", memory.id},
            {"type", "memory"},
            {"memory_store_id", store},
            {"memory_version_id", memory.version},
            {"path", memory.path},
            {"content", full ? Json(memory.content) : Json(nullptr)},
            {"content_sha256", memory.sha256},
            {"content_size_bytes", memory.content.size()},
            {"created_at", memory.createdAt},
            {"updated_at", memory.updatedAt}};
}

Answer<Json> MemoryShelf::list(const std::string &storeId, const http::Query &query) const
{
    const auto store = findStore(storeId);
    if (!store)
        return tl::unexpected(store.error());
    const auto full = wantsFull(query, false);
    if (!full)
        return tl::unexpected(full.error());
    const auto prefix = query.value("path_prefix").value_or("/");
    const auto depth = query.value("depth").value_or("0");
    if (depth != "0" && depth != "1")
        return refuse(400, "depth must be 0 or 1.");
    std::vector<Json> rows;
    std::set<std::string> folders;
    for (const auto &[path, memory] : (*store)->memories) {
        if (!path.starts_with(prefix))
            continue;
        const auto slash = depth == "1" ? path.find('/', prefix.size()) : std::string::npos;
        if (slash == std::string::npos)
            rows.push_back(toJson(storeId, memory, *full));
        else if (folders.insert(path.substr(0, slash + 1)).second)
            rows.push_back({{"type", "memory_prefix"}, {"path", path.substr(0, slash + 1)}});
    }
    const auto pageMax = *full ? kFullPageMax : kBasicPageMax;
    return paged(rows, query, pageMax, pageMax);
}

Answer<Json> MemoryShelf::retrieve(const std::string &storeId, const std::string &memory,
                                   const http::Query &query) const
{
    const auto store = findStore(storeId);
    if (!store)
        return tl::unexpected(store.error());
    const auto full = wantsFull(query, true);
    if (!full)
        return tl::unexpected(full.error());
    for (const auto &[path, candidate] : (*store)->memories)
        if (candidate.id == memory)
            return toJson(storeId, candidate, *full);
    return refuse(404, "No such memory.");
}

Answer<> MemoryShelf::freePath(const Store &store, const std::string &path, const std::string &except)
{
    for (const auto &[other, memory] : store.memories)
        if (memory.id != except && (other == path || other.starts_with(path + '/') || path.starts_with(other + '/')))
            return conflict("memory_path_conflict_error", "The path is taken, or another's folder.",
                            {{"conflicting_memory_id", memory.id}, {"conflicting_path", other}});
    return {};
}

Answer<Json> MemoryShelf::create(const std::string &storeId, const Json &body, const http::Query &query)
{
    const auto store = findStore(storeId);
    if (!store)
        return tl::unexpected(store.error());
    const auto full = wantsFull(query, false);
    if (!full)
        return tl::unexpected(full.error());
    const auto path = textOr(body, "path");
    for (const auto &checked : {checkPath(path), checkContent(body), freePath(**store, path, {})})
        if (!checked)
            return tl::unexpected(checked.error());
    if ((*store)->memories.size() >= kMemoriesMax)
        return refuse(400, "The store has 2000 memories at most.");
    auto &memory = (*store)->memories[path];
    put(memory, path, body.at("content").get<std::string>());
    return toJson(storeId, memory, *full);
}

Answer<Json> MemoryShelf::update(const std::string &storeId, const std::string &memoryId, const Json &body,
                                 const http::Query &query)
{
    const auto store = findStore(storeId);
    if (!store)
        return tl::unexpected(store.error());
    const auto full = wantsFull(query, false);
    if (!full)
        return tl::unexpected(full.error());
    auto *memory = find(**store, memoryId);
    if (!memory)
        return refuse(404, "No such memory.");
    const auto path = textOr(body, "path", memory->path);
    const Json wanted{{"content", body.contains("content") ? body.at("content") : Json(memory->content)}};
    for (const auto &checked : {checkPath(path), checkContent(wanted), freePath(**store, path, memoryId)})
        if (!checked)
            return tl::unexpected(checked.error());
    const auto content = wanted.at("content").get<std::string>();
    const auto precondition = body.value("precondition", Json());
    if (!precondition.is_null()) {
        if (textOr(precondition, "type") != "content_sha256")
            return refuse(400, "precondition.type must be content_sha256.");
        // Somebody who already has what he wants is not told that he is too late.
        if (textOr(precondition, "content_sha256") != memory->sha256 &&
            !(memory->content == content && memory->path == path))
            return conflict("memory_precondition_failed_error", "The memory's content is not what was expected.");
    }
    if (path != memory->path) {
        auto node = (*store)->memories.extract(memory->path);
        node.key() = path;
        memory = &(*store)->memories.insert(std::move(node)).position->second;
    }
    put(*memory, path, content);
    return toJson(storeId, *memory, *full);
}

Answer<Json> MemoryShelf::remove(const std::string &storeId, const std::string &memoryId, const http::Query &query)
{
    const auto store = findStore(storeId);
    if (!store)
        return tl::unexpected(store.error());
    const auto *memory = find(**store, memoryId);
    if (!memory)
        return refuse(404, "No such memory.");
    if (const auto expected = query.value("expected_content_sha256"); expected && *expected != memory->sha256)
        return conflict("memory_precondition_failed_error", "The memory's content is not what was expected.");
    (*store)->memories.erase(std::string(memory->path));
    return Json{{"id", memoryId}, {"type", "memory_deleted"}};
}

} // namespace glovebox::demo
