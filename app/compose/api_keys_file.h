// Role: the file in the data folder that keeps the local API's keys: their hashes, never a secret. Thread: any; the
// file is small.
// Invariants: a file that is not whole is never left behind; one that cannot be read is an error, and is left alone:
// no key is good then. Only its owner may read it.
#pragma once

#include "core/base/result.h"
#include "core/engine/key_book.h"

#include <string>

namespace glovebox::compose {

std::string apiKeysFileOf(const std::string &dataFolder);

/// None of them when there is no file.
Result<engine::KeyBook::All> readApiKeys(const std::string &file);
Result<> writeApiKeys(const std::string &file, const engine::KeyBook::All &all);

} // namespace glovebox::compose
