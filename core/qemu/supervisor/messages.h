// Role: what the engine and its supervisor say to each other, as values. The bytes are codec.h's. Thread: any; values.
// Invariants: a question gets one answer with its number; what the supervisor says unasked (Output, Exited) has number
// 0. Hello, Welcome and Refused keep their place and form in every version, so that two versions can still say why they
// do not get on.
#pragma once

#include "core/base/error.h"
#include "core/base/units.h"

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace glovebox::qemu::supervisor {

/// Goes up with every change to what follows.
inline constexpr std::uint16_t kProtocolVersion = 2;

namespace bounds {

/// One message. A packet must fit into a socket's buffer, which is 208 KiB unless the host was changed.
inline constexpr std::size_t kMessage = 128 * 1024;
inline constexpr std::size_t kPath = 4096; // PATH_MAX
/// A confined QEMU has about 150 arguments of up to 300 bytes.
inline constexpr std::size_t kArguments = 1024;
inline constexpr std::size_t kArgument = 16 * 1024;
inline constexpr std::size_t kEnvironment = 256;
inline constexpr std::size_t kName = 128;
inline constexpr std::size_t kMetadata = 16 * 1024;
inline constexpr std::size_t kText = 4096;
/// Descriptors of one message, and the numbers that a child may have them under.
inline constexpr std::size_t kDescriptors = 16;
inline constexpr int kTargetMin = 3;
inline constexpr int kTargetMax = 255;
/// As the kernel counts.
inline constexpr int kNicenessMin = -20;
inline constexpr int kNicenessMax = 19;
/// One piece of a child's output.
inline constexpr std::size_t kPiece = 32 * 1024;
/// Of what a child said last on standard error, told with its end.
inline constexpr std::size_t kLastWords = 4096;
/// Longer than anybody waits, short enough to be added to a clock.
inline constexpr std::chrono::milliseconds kDuration = std::chrono::hours(24 * 366);

} // namespace bounds

enum class Stream : std::uint8_t { Output, Errors };

/// What becomes of a child when nobody is connected to the supervisor.
struct Alone {
    enum class What : std::uint8_t {
        Die,       // it is killed at once
        StayUntil, // it is killed once `left` has passed; while somebody is connected, nobody is killed for it
        Stay,
    };
    What what = What::Die;
    std::chrono::milliseconds left{0}; // from now on

    friend bool operator==(const Alone &, const Alone &) = default;
};

struct ChildEnd {
    std::int32_t exitStatus = 0; // when it ended by itself
    std::int32_t signal = 0;     // when it was killed
    std::string lastWords;       // of its standard error; any bytes

    friend bool operator==(const ChildEnd &, const ChildEnd &) = default;
};

// ---- From the engine ------------------------------------------------------------------------------------------------

struct Hello {
    std::string program; // "Glovebox 0.1.0"
};
struct Spawn {
    std::string program; // absolute
    std::vector<std::string> arguments;
    std::vector<std::string> environment; // "NAME=value"; nothing else is in it
    std::string workingFolder = "/";
    std::vector<std::int32_t> targets; // the number that each descriptor of the message has in the child
    std::string name;                  // no two living children have the same
    std::string folder;                // what belongs to it; only told back
    std::string metadata;              // only told back
    Alone alone;
    std::int32_t niceness = 0; // of its scheduling, as nice(2) counts; what may not be is left out
    bool smallPages = false;   // its memory is given out in the smallest pages: less of it, a little slower
};
struct Kill {
    std::uint64_t id = 0;
    std::chrono::milliseconds grace{0}; // between asking it to end and killing it; 0: killed at once
};
struct SetAlone {
    std::uint64_t id = 0;
    Alone alone;
};
struct NextChild {
    std::uint64_t after = 0; // answered with the child of the next higher id
};
struct Read {
    std::uint64_t id = 0;
    Stream stream = Stream::Output;
    std::uint64_t from = 0;
};
struct Follow {
    std::uint64_t id = 0; // its output is told, beginning with what is still there, and then its end, come or to come
};
struct Forget {
    std::uint64_t id = 0; // an ended child: nobody asks for it any more
};
struct Keep {
    std::string name; // with one descriptor
};
struct Take {
    std::string name;
};
struct Drop {
    std::string name;
};
struct NextKept {
    std::string after;
};
/// Once whoever asks has gone: the supervisor ends with its last child, and does not wait for others to come.
struct Leave {};

// ---- From the supervisor --------------------------------------------------------------------------------------------

struct Welcome {
    std::string program;
    std::int64_t pid = 0;
    std::uint64_t startTime = 0;
};
struct Refused {
    std::string why;
    bool retiring = false; // it has nothing to look after and makes room
};
struct Spawned {
    std::uint64_t id = 0;
    std::int64_t pid = 0;
    std::uint64_t startTime = 0; // field 22 of /proc/<pid>/stat
};
struct ChildInfo {
    std::uint64_t id = 0;
    std::int64_t pid = 0;
    std::uint64_t startTime = 0;
    std::string name;
    std::string folder;
    std::string metadata;
    Alone alone;
    bool ended = false; // kept until somebody forgets it
    ChildEnd end;
};
struct Output {
    std::uint64_t id = 0;
    Stream stream = Stream::Output;
    std::uint64_t offset = 0; // of the first byte among all that the child has printed; a gap was not kept
    std::uint64_t total = 0;
    std::string bytes;
};
struct Exited {
    std::uint64_t id = 0;
    ChildEnd end;
};
struct Taken {}; // with the descriptor
struct KeptInfo {
    std::string name;
    std::uint64_t size = 0;
};
struct Done {};
struct NoMore {};
struct Failed {
    std::string code; // an ErrorCode's name
    std::string detail;
};

/// The order is part of the protocol: a message's kind is its place here.
using Body =
    std::variant<Hello, Welcome, Refused, Spawn, Spawned, Kill, SetAlone, NextChild, ChildInfo, Read, Output, Follow,
                 Forget, Exited, Keep, Take, Taken, Drop, NextKept, KeptInfo, Done, NoMore, Failed, Leave>;

struct Message {
    std::uint64_t number = 0;
    Body body;
};

Failed failed(const Error &error);
Error toError(const Failed &failed);

} // namespace glovebox::qemu::supervisor
