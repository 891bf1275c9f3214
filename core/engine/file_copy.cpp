#include "core/engine/file_copy.h"

namespace glovebox::engine {

FileCopy::FileCopy(ports::GuestFiles &files, Order order, Handlers handlers)
    : m_files(files), m_order(std::move(order)), m_handlers(std::move(handlers))
{
}

std::string FileCopy::placeOf(const std::string &to, const std::string &name, const std::string &path)
{
    auto place = to;
    const bool isFolder = place.ends_with('/');
    while (place.ends_with('/'))
        place.pop_back();
    if (!path.empty())
        return place + '/' + path;
    return isFolder ? place + '/' + name : place;
}

void FileCopy::begin()
{
    next();
}

void FileCopy::next()
{
    m_question = m_order.source->next([this](Result<std::optional<ports::TreeEntry>> entry) {
        if (!entry) {
            const auto done = std::move(m_handlers.done);
            return done(tl::unexpected(std::move(entry).error()));
        }
        if (*entry)
            return put(**entry);
        const auto done = std::move(m_handlers.done);
        done(m_count); // may destroy us
    });
}

void FileCopy::put(const ports::TreeEntry &entry)
{
    const auto place = placeOf(m_order.to, m_order.name, entry.path);
    const auto on = [this, place](const Result<> &result) {
        made(place, result);
    };
    if (entry.isFolder)
        m_writing = m_files.makeFolder({.path = place, .mode = 0755}, on);
    else if (entry.isLink())
        m_writing = m_files.makeLink({.path = place, .target = entry.target}, on);
    else
        m_writing = m_files.writeFrom(
            {.path = place, .mode = entry.isExecutable ? 0755U : 0644U},
            [this](std::size_t max, Callback<std::string> done) { return give(max, std::move(done)); }, on);
}

Call FileCopy::give(std::size_t max, Callback<std::string> done)
{
    return m_order.source->read(max, [this, done = std::move(done)](Result<std::string> piece) {
        if (piece) {
            m_moved.value += piece->size();
            if (m_handlers.moved && !piece->empty())
                m_handlers.moved(m_moved);
        }
        done(std::move(piece));
    });
}

void FileCopy::made(const std::string &place, const Result<> &result)
{
    if (!result) {
        const auto done = std::move(m_handlers.done);
        const bool isNamed = result.error().detail.find(place) != std::string::npos; // the guest says "write /a/b: …"
        return done(tl::unexpected(isNamed ? result.error() : inContext(place, result.error())));
    }
    ++m_count;
    next();
}

} // namespace glovebox::engine
