// Role: which kernel modules a guest loads, and in which order. A package that was unpacked but never installed has no
// modules.dep, so the dependencies are read from the modules themselves, where the kernel's build left them.
// Thread: any; values only.
#pragma once

#include "core/base/result.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

/// One name for a module however it is written: "kernel/drivers/virtio-rng.ko.xz" and "virtio_rng" are the same.
std::string moduleName(std::string_view fileOrName);

/// What a module (the bytes of its .ko file) says it depends on, by canonical name.
std::vector<std::string> moduleDependencies(std::string_view elf);

/// The canonical names of a modules.builtin file.
std::set<std::string> builtinModules(std::string_view modulesBuiltin);

/// Canonical name → what it depends on.
using ModuleGraph = std::map<std::string, std::vector<std::string>>;

/// The wanted modules, each once and behind all it depends on, otherwise in the wanted order. Built-in ones are left
/// out. NotFound naming a module that is neither in the graph nor built in; InvalidArgument for a circle.
Result<std::vector<std::string>> loadOrder(const std::vector<std::string> &wanted, const ModuleGraph &graph,
                                           const std::set<std::string> &builtin);

} // namespace glovebox::images
