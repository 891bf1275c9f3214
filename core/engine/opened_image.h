// Role: an image as sandboxes and templates are made from it, and what stands on one. Values only. Thread: any.
#pragma once

#include "core/domain/guest_setup.h"
#include "core/ports/frozen_store.h"

#include <map>
#include <string>
#include <vector>

namespace glovebox::engine {

struct OpenedImage {
    domain::SandboxImage about;
    ports::GuestImage guest;          // its id is that of `about`
    std::vector<std::string> command; // its entrypoint and what follows that; empty: it has none
};

/// What keeps an image from being removed, by name.
struct ImageUse {
    std::vector<std::string> sandboxes;
    std::vector<std::string> templates;
    std::vector<std::string> snapshots;
};
/// By the image's id; of the built-in one: kDefaultImage.
using ImageUses = std::map<std::string, ImageUse>;

} // namespace glovebox::engine
