#include "core/engine/memory_listing.h"

#include "core/base/id.h"
#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/memory_path.h"

namespace glovebox::engine {

void MemoryListing::run(bool withContent, Page page, std::function<void(std::string)> problem, Callback<> done)
{
    m_withContent = withContent;
    m_page = std::move(page);
    m_problem = std::move(problem);
    m_done = std::move(done);
    m_memories = 0;
    m_pages = 0;
    next({});
}

void MemoryListing::cancel()
{
    m_call.cancel();
    m_page = nullptr;
    m_done = nullptr;
}

void MemoryListing::next(std::string page)
{
    m_call = m_stores.list(m_store, m_withContent, std::move(page), m_credential,
                           [this](Result<ports::MemoryPage> answer) { answered(std::move(answer)); });
}

void MemoryListing::answered(Result<ports::MemoryPage> answer)
{
    auto taken = answer ? take(*std::move(answer)) : tl::unexpected(std::move(answer).error());
    if (!taken)
        if (const auto done = std::exchange(m_done, nullptr))
            done(std::move(taken));
}

/// A listing with a hole would look like a deletion: what cannot be trusted fails it as a whole. Only a path that could
/// never be a file here is left out.
Result<> MemoryListing::take(ports::MemoryPage answer)
{
    m_memories += answer.memories.size();
    if (m_memories > limits::kMemoriesMax || ++m_pages > limits::kMemoriesMax)
        return fail(ErrorCode::TooLarge,
                    "the memory store has more than " + std::to_string(limits::kMemoriesMax) + " memories");
    std::vector<ports::Memory> usable;
    for (auto &memory : answer.memories) {
        if (!isMemoryPath(memory.path)) {
            m_problem(clipped(toOneLine(memory.path), ByteCount{200}) + " cannot be a file here; it is left out");
            continue;
        }
        if (!isSafeToken(memory.id) || !isSha256Hex(memory.sha256))
            return fail(ErrorCode::ProtocolError, "the memory store lists a memory without a usable id or hash");
        usable.push_back(std::move(memory));
    }
    m_page(std::move(usable), [this, page = std::move(answer.nextPage)] {
        if (!page.empty())
            return next(page);
        if (const auto done = std::exchange(m_done, nullptr))
            done({});
    });
    return {};
}

} // namespace glovebox::engine
