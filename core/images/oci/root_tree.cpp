#include "core/images/oci/root_tree.h"

#include "core/base/text.h"

#include <algorithm>
#include <deque>

namespace glovebox::images {

namespace {

constexpr std::size_t kComponentMax = 255; // of every file system
/// As many as Linux follows in one name.
constexpr int kLinksFollowedMax = 40;
/// Looking up one name takes as many steps as it has folders, links included. Names made to take long end here.
constexpr std::uint64_t kStepsPerEntry = 64;
constexpr std::uint64_t kStepsAlways = 1U << 20;
/// Node, map and heap. With its item and a name of 16 bytes an entry counts as 240 bytes; 400,000 took 231 each.
constexpr std::uint64_t kNodeCost = 160;
constexpr std::uint64_t kItemCost = 64;
constexpr std::uint32_t kImpliedPermissions = 0755;

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kWhiteoutOfUnionFs = ".wh..wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";

std::string inQuotes(std::string_view name)
{
    return '"' + clipped(toOneLine(name), ByteCount{200}) + '"';
}

std::uint64_t factsCost(const EntryFacts &facts)
{
    std::uint64_t cost = sizeof(RootTree::Folder);
    for (const auto &[name, value] : facts.attributes)
        cost += name.size() + value.size() + 2 * sizeof(std::string);
    return cost;
}

EntryFacts impliedFacts()
{
    return {.permissions = kImpliedPermissions};
}

} // namespace

RootTree::RootTree(const FlattenLimits &limits) : m_limits(limits), m_root(std::make_unique<Node>())
{
    m_root->folder = std::make_unique<Folder>();
    m_root->folder->facts = impliedFacts();
}

RootTree::~RootTree() = default;

void RootTree::beginLayer(std::uint32_t layer, bool whiteouts)
{
    m_layer = layer;
    m_whiteouts = whiteouts;
}

std::string RootTree::pathOf(const Node &node)
{
    std::vector<std::string_view> names;
    for (const auto *at = &node; at->name != nullptr; at = at->parent)
        names.emplace_back(*at->name);
    std::string path;
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        if (!path.empty())
            path += '/';
        path += *name;
    }
    return path;
}

Result<> RootTree::countStep(std::uint64_t steps)
{
    m_steps += steps;
    const auto most = m_limits.entries * kStepsPerEntry + kStepsAlways;
    if (m_steps > most)
        return fail(ErrorCode::TooLarge, "finding the places of the image's entries takes more than " +
                                             std::to_string(most) + " steps, the limit");
    return {};
}

Result<> RootTree::remember(std::uint64_t bytes)
{
    m_memory += bytes;
    if (m_memory > m_limits.memory.value)
        return fail(ErrorCode::TooLarge, "remembering the image's entries takes more than " +
                                             std::to_string(m_limits.memory.value) + " bytes of memory, the limit");
    return {};
}

std::uint64_t RootTree::costOf(const Node &node) const
{
    std::uint64_t cost = kNodeCost + (node.name == nullptr ? 0 : node.name->size());
    if (node.folder) {
        cost += factsCost(node.folder->facts);
        for (const auto &[name, child] : node.folder->children)
            cost += costOf(*child);
    }
    return cost;
}

Result<RootTree::Components> RootTree::split(std::string_view name) const
{
    Components components;
    for (std::size_t at = 0; at < name.size();) {
        const auto end = std::min(name.find('/', at), name.size());
        const auto component = name.substr(at, end - at);
        at = end + 1;
        if (component.empty() || component == ".")
            continue;
        if (component == "..")
            return fail(ErrorCode::ImageBroken,
                        "an entry is called " + inQuotes(name) + ", which leads out of its folder");
        if (component.size() > kComponentMax)
            return fail(ErrorCode::TooLarge, "an entry's name has " + std::to_string(component.size()) +
                                                 " bytes; the limit is " + std::to_string(kComponentMax));
        components.push_back(component);
    }
    return components;
}

Result<> RootTree::apply(const TarEntry &entry, std::uint32_t position)
{
    if (entry.name.empty())
        return fail(ErrorCode::ImageBroken, "an entry has no name");
    GB_TRY(path, split(entry.name));
    if (path.empty()) {
        if (entry.kind != EntryKind::Folder)
            return fail(ErrorCode::ImageBroken, "an entry called " + inQuotes(entry.name) + " is no folder");
        m_root->layer = m_layer;
        return describe(*m_root->folder, entry.facts);
    }
    if (m_whiteouts && std::ranges::any_of(path, [](auto name) { return name.starts_with(kWhiteoutOfUnionFs); })) {
        if (path.back() != kOpaque)
            return {}; // what a union file system kept for itself
        path.pop_back();
        GB_TRY(folder, walk(path, false));
        return folder == nullptr ? Result<>() : removeLower(*folder);
    }
    const auto base = path.back();
    if (m_whiteouts && base.starts_with(kWhiteout)) {
        const auto name = base.substr(kWhiteout.size());
        if (name.empty() || name == "." || name == "..")
            return fail(ErrorCode::ImageBroken,
                        "an entry is called " + inQuotes(entry.name) + ", which removes nothing");
        path.pop_back();
        return applyWhiteout(path, name);
    }
    if (entry.isOverlayWhiteout()) {
        // In the guest it would hide what is below, as it would have where the layer was made.
        path.pop_back();
        return m_whiteouts ? applyWhiteout(path, base) : Result<>();
    }
    return place(path, entry, position);
}

Result<> RootTree::applyWhiteout(const Components &folder, std::string_view base)
{
    GB_TRY(parent, walk(folder, false));
    return parent == nullptr ? Result<>() : removeLowerOne(*parent, std::string(base));
}

/// Of the layers below this one: what this layer has itself stays, wherever in it the whiteout stands.
Result<> RootTree::removeLowerOne(Node &parent, const std::string &name)
{
    GB_CHECK(countStep());
    const auto found = parent.folder->children.find(name);
    if (found == parent.folder->children.end())
        return {};
    auto &child = *found->second;
    if (child.layer < m_layer) {
        remove(parent, name);
        return {};
    }
    if (!child.folder)
        return {};
    if (child.folder->described < m_layer)
        GB_CHECK(describe(*child.folder, impliedFacts()));
    return removeLower(child);
}

Result<> RootTree::removeLower(Node &folder)
{
    GB_CHECK(countStep(folder.folder->children.size()));
    std::vector<std::string> names;
    for (const auto &[name, child] : folder.folder->children)
        names.push_back(name);
    for (const auto &name : names)
        GB_CHECK(removeLowerOne(folder, name));
    return {};
}

Result<> RootTree::describe(Folder &folder, EntryFacts facts)
{
    m_memory -= std::min(m_memory, factsCost(folder.facts));
    folder.facts = std::move(facts);
    folder.described = m_layer;
    return remember(factsCost(folder.facts));
}

void RootTree::remove(Node &parent, std::string_view name)
{
    const auto found = parent.folder->children.find(name);
    if (found == parent.folder->children.end())
        return;
    m_memory -= std::min(m_memory, costOf(*found->second));
    parent.folder->children.erase(found);
}

Result<RootTree::Node *> RootTree::add(Node &parent, std::string_view name, bool folder)
{
    const auto depth = parent.folder->depth + 1;
    const auto length = parent.folder->pathLength + name.size() + (parent.folder->pathLength > 0 ? 1 : 0);
    if (depth > m_limits.depth)
        return fail(ErrorCode::TooLarge, "folders in each other, " + std::to_string(depth) + " deep; the limit is " +
                                             std::to_string(m_limits.depth));
    if (length > m_limits.nameLength)
        return fail(ErrorCode::TooLarge, "a path of " + std::to_string(length) + " bytes; the limit is " +
                                             std::to_string(m_limits.nameLength));
    remove(parent, name);
    const auto [at, isNew] = parent.folder->children.emplace(std::string(name), std::make_unique<Node>());
    auto &node = *at->second;
    node.parent = &parent;
    node.name = &at->first;
    node.layer = m_layer;
    if (folder) {
        node.folder = std::make_unique<Folder>();
        node.folder->depth = depth;
        node.folder->pathLength = static_cast<std::uint32_t>(length);
        node.folder->facts = impliedFacts();
        node.folder->described = m_layer;
    }
    GB_CHECK(remember(costOf(node)));
    return &node;
}

/// One name further: a folder, a symbolic link, or none. A layer's own entry in what is neither makes it a folder.
Result<RootTree::Node *> RootTree::step(Node &from, std::string_view name, bool make)
{
    GB_CHECK(countStep());
    const auto found = from.folder->children.find(name);
    auto *node = found == from.folder->children.end() ? nullptr : found->second.get();
    const bool leadsOn = node != nullptr && (node->folder || m_items[node->item].kind == EntryKind::SymbolicLink);
    if (leadsOn || !make)
        return leadsOn ? node : nullptr;
    return add(from, name, true);
}

Result<RootTree::Node *> RootTree::walk(const Components &path, bool make)
{
    std::deque<std::string> open(path.begin(), path.end());
    int links = 0;
    auto *at = m_root.get();
    while (!open.empty()) {
        const auto name = std::move(open.front());
        open.pop_front();
        if (name.empty() || name == ".")
            continue;
        if (name == "..") { // of a link; above the root is the root
            at = at->parent == nullptr ? at : at->parent;
            continue;
        }
        GB_TRY(next, step(*at, name, make));
        if (next == nullptr)
            return nullptr;
        if (next->folder) {
            at = next;
            at->layer = make ? m_layer : at->layer;
            continue;
        }
        if (++links > kLinksFollowedMax)
            return fail(ErrorCode::ImageBroken, "the way to an entry leads over more than " +
                                                    std::to_string(kLinksFollowedMax) + " links, the last of them " +
                                                    inQuotes(pathOf(*next)));
        const std::string_view target = m_items[next->item].target;
        GB_CHECK(countStep(target.size() / 16));
        at = target.starts_with('/') ? m_root.get() : at;
        std::vector<std::string> names;
        for (std::size_t begin = 0; begin < target.size();) {
            const auto end = std::min(target.find('/', begin), target.size());
            names.emplace_back(target.substr(begin, end - begin));
            begin = end + 1;
        }
        open.insert(open.begin(), names.begin(), names.end());
    }
    return at;
}

Result<std::uint32_t> RootTree::linkedItem(const TarEntry &entry)
{
    const auto missing = [&](const char *why) {
        return fail(ErrorCode::ImageBroken,
                    inQuotes(entry.name) + " is another name of " + inQuotes(entry.target) + ", which " + why);
    };
    GB_TRY(path, split(entry.target));
    if (path.empty())
        return missing("is a folder");
    const auto base = path.back();
    path.pop_back();
    GB_TRY(parent, walk(path, false));
    if (parent == nullptr)
        return missing("is not there");
    const auto found = parent->folder->children.find(base);
    if (found == parent->folder->children.end())
        return missing("is not there");
    if (found->second->folder)
        return missing("is a folder");
    return found->second->item;
}

Result<> RootTree::place(const Components &path, const TarEntry &entry, std::uint32_t position)
{
    auto folder = path;
    folder.pop_back();
    if (entry.kind == EntryKind::HardLink) {
        GB_TRY(item, linkedItem(entry));
        GB_TRY(parent, walk(folder, true));
        return placeItem(*parent, path.back(), item);
    }
    GB_TRY(parent, walk(folder, true));
    if (entry.kind == EntryKind::Folder)
        return placeFolder(*parent, path.back(), entry.facts);
    if (entry.kind == EntryKind::SymbolicLink && entry.target.empty())
        return fail(ErrorCode::ImageBroken, inQuotes(entry.name) + " is a link that leads nowhere");
    Item item{.layer = m_layer, .position = position, .kind = entry.kind, .size = entry.size, .target = {}};
    if (entry.kind == EntryKind::SymbolicLink)
        item.target = entry.target;
    GB_CHECK(remember(kItemCost + item.target.size()));
    m_items.push_back(std::move(item));
    return placeItem(*parent, path.back(), static_cast<std::uint32_t>(m_items.size() - 1));
}

Result<> RootTree::placeFolder(Node &parent, std::string_view name, const EntryFacts &facts)
{
    const auto found = parent.folder->children.find(name);
    auto *node = found == parent.folder->children.end() ? nullptr : found->second.get();
    if (node == nullptr || !node->folder) {
        GB_TRY(made, add(parent, name, true));
        node = made;
    }
    node->layer = m_layer;
    return describe(*node->folder, facts);
}

Result<> RootTree::placeItem(Node &parent, std::string_view name, std::uint32_t item)
{
    GB_TRY(node, add(parent, name, false));
    node->item = item;
    return {};
}

} // namespace glovebox::images
