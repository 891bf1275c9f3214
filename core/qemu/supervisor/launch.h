// Role: starts one program as a child of the supervisor. Without Qt. Thread: the supervisor's only one, because the
// kernel ends the child with the thread that started it.
// Invariants: the child leads a session of its own, dies with the supervisor, leaves no core file, and has nothing of
// ours but what it was given: its arguments, its environment, its descriptors.
#pragma once

#include "core/base/result.h"
#include "core/qemu/supervisor/messages.h"
#include "core/qemu/supervisor/unique_fd.h"

#include <sys/resource.h>
#include <sys/types.h>
#include <vector>

namespace glovebox::qemu::supervisor {

struct Launched {
    pid_t pid = 0;
    UniqueFd output; // what it prints; none of the three blocks
    UniqueFd errors;
    UniqueFd outcome; // closed when the program runs; a LaunchFailure when it never will
};

struct LaunchFailure {
    int step = 0;
    int error = 0;
};
/// "working folder /x: No such file or directory".
Error explain(const LaunchFailure &failure, const Spawn &spawn);

/// InvalidArgument that says what is wrong with the request.
Result<> checkSpawn(const Spawn &spawn, std::size_t descriptors);

/// `fileLimit`: how many open files the child may have.
Result<Launched> launch(const Spawn &spawn, const std::vector<UniqueFd> &descriptors, const ::rlimit &fileLimit);

} // namespace glovebox::qemu::supervisor
