// Role: one file operation, done from beginning to end in a child process that blocks as long as it takes. What it
// finds goes out as records (record.h); a write's content comes in as raw bytes.
#pragma once

#include "core/guest/agent/files/place.h"
#include "core/guest/agent/files/record.h"
#include "core/guest/protocol/file_messages.h"

namespace glovebox::agent {

/// The child's whole life. Both descriptors are pipes; all others but the first three are closed.
[[noreturn]] void fileChildMain(const ToolContext &context, const guest::FileStart &start, int input, int output,
                                const WholeMark &whole);

/// Where a child's records go. Ends the child when nobody reads them any more.
class RecordPipe {
public:
    explicit RecordPipe(int output) : m_output(output) {}
    void write(RecordKind kind, std::string_view payload) const;

private:
    int m_output;
};

guest::FileDone listWork(Rights &rights, const guest::FileStart &start, const RecordPipe &out);
guest::FileDone removeWork(Rights &rights, const guest::FileStart &start, const RecordPipe &out);

/// The outcome that an errno means, with its words; `where` is put before them when it is not empty.
guest::FileDone failed(int error, const std::string &where = {});

} // namespace glovebox::agent
