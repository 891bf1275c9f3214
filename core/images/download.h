// Role: one file from a web server to the disk, by its content: what is there already is not fetched again, what broke
// off goes on where it was. Thread: any; blocks, run on the pool.
// Invariants: a file stands under its name only when all of it has the hash; before, it is beside it as ".part", which
// an interruption leaves for the next try. No more than its size is ever written.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/base/units.h"
#include "core/base/work_pool.h"

#include <functional>
#include <string>

namespace glovebox::images {

struct Download {
    std::string url;
    SecretString authorization; // header value; not sent on to another host
    std::string caFile;         // whom to trust instead of the system's; empty: the system's
    std::string proxy;          // empty: what the environment says
    std::string noProxy;        // with `proxy`
    ByteCount size;
    std::string sha512; // hex
    std::string target;
};

/// `arrived` is told how much of it is on disk. NetworkError, Unauthorized, NotFound, ServerError, ProtocolError (it is
/// not what it should be), OutOfDisk, Cancelled.
Result<> download(const Download &what, const StopFlag &stop, const std::function<void(ByteCount)> &arrived);

/// Whether `path` is there with this content.
bool hasContent(const std::string &path, ByteCount size, const std::string &sha512, const StopFlag &stop);

} // namespace glovebox::images
