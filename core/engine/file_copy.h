// Role: puts files into a guest, one after another, as they come: nobody holds one whole. Thread: the engine's.
// Invariants: destruction ends it, and what a file had not finished is not visible; `done` comes once, not from inside
// a call, and may destroy the copy. What it has made stays.
#pragma once

#include "core/ports/file_source.h"
#include "core/ports/guest_files.h"

#include <memory>
#include <string>

namespace glovebox::engine {

class FileCopy {
public:
    struct Order {
        std::unique_ptr<ports::FileSource> source;
        std::string name; // of what is copied, where that is one file that goes into a folder
        std::string to;   // absolute, in the guest; with a slash at its end: into that folder
    };
    struct Handlers {
        std::function<void(ByteCount moved)> moved; // so far; may be empty
        Callback<std::size_t> done;                 // how many entries there were; an error names the one
    };

    FileCopy(ports::GuestFiles &files, Order order, Handlers handlers);

    void begin();
    /// Where one goes; with an empty path: what was asked for itself.
    static std::string placeOf(const std::string &to, const std::string &name, const std::string &path);

private:
    void next();
    void put(const ports::TreeEntry &entry);
    Call give(std::size_t max, Callback<std::string> done);
    void made(const std::string &place, const Result<> &result);

    ports::GuestFiles &m_files;
    Order m_order;
    Handlers m_handlers;
    std::size_t m_count = 0;
    ByteCount m_moved;
    Call m_question; // to the source
    Call m_writing;
};

} // namespace glovebox::engine
