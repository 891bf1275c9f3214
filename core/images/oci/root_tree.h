// Role: a root file system as layers make it, without content: entries go in as they come, lowest layer first, and
// what is left at the end is what the image has. The rules are those that container runtimes apply layers by
// (decision 0045). Thread: one at a time; pure.
// Invariants: no name leads out of the root; whatever is looked up or kept is bounded by the limits.
#pragma once

#include "core/images/oci/flatten.h"
#include "core/images/oci/tar_entry.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

class RootTree {
public:
    struct Node;
    /// Of a folder only.
    struct Folder {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
        EntryFacts facts;
        std::uint32_t described = 0; // the layer that said its facts
        std::uint32_t depth = 0;
        std::uint32_t pathLength = 0;
    };
    struct Node {
        Node *parent = nullptr;
        const std::string *name = nullptr; // owned by the parent; none: the root
        std::unique_ptr<Folder> folder;
        std::uint32_t item = 0;  // of what is no folder
        std::uint32_t layer = 0; // the last one that had it, or something in it
    };
    /// What is no folder: the entry that it came with, and the names that lead to it.
    struct Item {
        std::uint32_t layer = 0;
        std::uint32_t position = 0;
        EntryKind kind = EntryKind::File;
        std::uint64_t size = 0;
        std::string target; // of a symbolic link
    };

    explicit RootTree(const FlattenLimits &limits);
    ~RootTree();

    /// Layers are counted from 0. In a tarball no name is a whiteout.
    void beginLayer(std::uint32_t layer, bool whiteouts);
    /// ImageBroken, TooLarge.
    Result<> apply(const TarEntry &entry, std::uint32_t position);

    const Node &root() const { return *m_root; }
    const std::vector<Item> &items() const { return m_items; }
    static std::string pathOf(const Node &node);

private:
    using Components = std::vector<std::string_view>;

    Result<Components> split(std::string_view name) const;
    Result<> applyWhiteout(const Components &folder, std::string_view base);
    Result<> place(const Components &path, const TarEntry &entry, std::uint32_t position);
    Result<> placeFolder(Node &parent, std::string_view name, const EntryFacts &facts);
    Result<> placeItem(Node &parent, std::string_view name, std::uint32_t item);
    Result<std::uint32_t> linkedItem(const TarEntry &entry);
    /// The folder there, through links as they are now; made where it is missing, or none.
    Result<Node *> walk(const Components &path, bool make);
    Result<Node *> step(Node &from, std::string_view name, bool make);
    Result<Node *> add(Node &parent, std::string_view name, bool folder);
    Result<> describe(Folder &folder, EntryFacts facts);
    void remove(Node &parent, std::string_view name);
    Result<> removeLower(Node &folder);
    Result<> removeLowerOne(Node &parent, const std::string &name);
    Result<> countStep(std::uint64_t steps = 1);
    Result<> remember(std::uint64_t bytes);
    std::uint64_t costOf(const Node &node) const;

    const FlattenLimits m_limits;
    std::unique_ptr<Node> m_root;
    std::vector<Item> m_items;
    std::uint32_t m_layer = 0;
    bool m_whiteouts = true;
    std::uint64_t m_steps = 0;
    std::uint64_t m_memory = 0;
};

} // namespace glovebox::images
