#include "core/images/kernel_modules.h"

#include <algorithm>

namespace glovebox::images {

namespace {

/// Visits a module's dependencies before the module.
class ModuleOrder {
public:
    ModuleOrder(const ModuleGraph &graph, const std::set<std::string> &builtin) : m_graph(graph), m_builtin(builtin) {}

    Result<> add(const std::string &name)
    {
        if (m_builtin.contains(name) || std::ranges::find(m_order, name) != m_order.end())
            return {};
        const auto found = m_graph.find(name);
        if (found == m_graph.end())
            return fail(ErrorCode::NotFound, "the kernel package has no module " + name);
        // Each level enters one more name, so the recursion is no deeper than the graph has modules.
        if (!m_entered.insert(name).second)
            return fail(ErrorCode::InvalidArgument, "kernel module " + name + " depends on itself");
        for (const auto &dependency : found->second)
            GB_CHECK(add(dependency));
        m_order.push_back(name);
        return {};
    }

    std::vector<std::string> take() { return std::move(m_order); }

private:
    const ModuleGraph &m_graph;
    const std::set<std::string> &m_builtin;
    std::set<std::string> m_entered;
    std::vector<std::string> m_order;
};

} // namespace

std::string moduleName(std::string_view fileOrName)
{
    if (const auto slash = fileOrName.rfind('/'); slash != std::string_view::npos)
        fileOrName.remove_prefix(slash + 1);
    if (const auto extension = fileOrName.find(".ko"); extension != std::string_view::npos)
        fileOrName = fileOrName.substr(0, extension);
    std::string name(fileOrName);
    std::ranges::replace(name, '-', '_');
    return name;
}

std::vector<std::string> moduleDependencies(std::string_view elf)
{
    // The section .modinfo is a run of "key=value" strings, each ended by a zero byte. The key with the zero before it
    // appears nowhere else in a module, so the section table need not be walked.
    constexpr std::string_view kKey("\0depends=", 9);
    std::vector<std::string> names;
    const auto at = elf.find(kKey);
    if (at == std::string_view::npos)
        return names;
    auto value = elf.substr(at + kKey.size());
    value = value.substr(0, std::min(value.find('\0'), value.size()));
    while (!value.empty()) {
        const auto end = std::min(value.find(','), value.size());
        if (end > 0)
            names.push_back(moduleName(value.substr(0, end)));
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return names;
}

std::set<std::string> builtinModules(std::string_view modulesBuiltin)
{
    std::set<std::string> names;
    while (!modulesBuiltin.empty()) {
        const auto end = std::min(modulesBuiltin.find('\n'), modulesBuiltin.size());
        if (end > 0)
            names.insert(moduleName(modulesBuiltin.substr(0, end)));
        modulesBuiltin.remove_prefix(std::min(end + 1, modulesBuiltin.size()));
    }
    return names;
}

Result<std::vector<std::string>> loadOrder(const std::vector<std::string> &wanted, const ModuleGraph &graph,
                                           const std::set<std::string> &builtin)
{
    ModuleOrder order(graph, builtin);
    for (const auto &name : wanted)
        GB_CHECK(order.add(moduleName(name)));
    return order.take();
}

} // namespace glovebox::images
