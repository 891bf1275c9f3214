#include "app/cli/follow.h"

namespace glovebox::cli {

namespace {

constexpr std::size_t kLineMax = 1 << 20;

/// Lines of what comes in pieces. What was begun when the connection broke is nothing; it comes again.
class Lines {
public:
    explicit Lines(const std::function<void(const nlohmann::json &)> &show) : m_show(show) {}

    Result<> take(std::string_view piece)
    {
        m_text += piece;
        std::size_t begin = 0;
        for (auto end = m_text.find('\n'); end != std::string::npos; end = m_text.find('\n', begin)) {
            const auto line = nlohmann::json::parse(m_text.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    m_text.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
            if (line.is_object()) // an empty line says that it is still there
                m_show(line);
            begin = end + 1;
        }
        m_text.erase(0, begin);
        if (m_text.size() > kLineMax)
            return fail(ErrorCode::TooLarge, "a line that is too long came");
        std::fflush(stdout);
        return isReadNoMore() ? fail(ErrorCode::Cancelled, "nobody reads it any more") : Result<>();
    }

private:
    const std::function<void(const nlohmann::json &)> &m_show;
    std::string m_text;
};

} // namespace

Result<int> followLines(const ApiClient &api, const Following &following)
{
    for (bool isSaid = false;; holdOn()) {
        Lines lines(following.show);
        const auto read = api.download(following.path(), [&](std::string_view piece) { return lines.take(piece); });
        if (!read && read.error().code == ErrorCode::Cancelled)
            return 0;
        const bool isAway = !read && read.error().code == ErrorCode::NetworkError;
        if (!read && !(following.goesOn && isAway))
            return tl::unexpected(read.error());
        if (!following.goesOn || isReadNoMore())
            return 0;
        if (isAway && !std::exchange(isSaid, true))
            std::fprintf(
                stderr,
                "gloveboxctl: The connection to Glovebox has ended; what comes is shown when it is there again.\n");
    }
}

} // namespace glovebox::cli
