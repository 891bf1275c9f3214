// Role: what an image's config says about how its programs are meant to be run, cleaned. Source: the OCI image
// specification, config.md. Thread: any; pure.
#pragma once

#include "core/base/result.h"
#include "core/domain/image.h"

#include <nlohmann/json.hpp>

namespace glovebox::images::oci {

/// From the config's "config" object; of what is no object an empty one. What nobody could pass to a program as it
/// stands there (with NULs, beyond the kernel's limits) is left out where that loses nothing, and otherwise refused.
/// ImageBroken, TooLarge.
Result<domain::ImageConfig> imageConfigFrom(const nlohmann::json &config);

} // namespace glovebox::images::oci
