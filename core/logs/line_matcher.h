// Role: whether a line passes a query, on its bytes as they stand in the file. Thread: any, a value.
#pragma once

#include "core/base/result.h"
#include "core/logs/byte_finder.h"
#include "core/logs/line_format.h"

#include <QRegularExpression>

namespace glovebox::logs {

class LineMatcher {
public:
    /// InvalidArgument, with what is wrong and where, when the expression is none.
    static Result<LineMatcher> make(const LogQuery &query);

    bool matches(std::string_view line) const;
    /// What tells bytes without a line that passes from others; none: nothing does.
    const std::optional<ByteFinder> &likely() const { return m_likely; }

private:
    /// A text that is looked for.
    struct Needle {
        std::string folded; // lower case where it is plain ASCII
        QString wide;       // otherwise
        bool isPlain = true;
        bool matchCase = false;
        bool without = false;

        Needle(const std::string &text, bool matchCase, bool without);
        bool isIn(std::string_view text) const;
    };

    bool found(std::string_view message) const;
    void expect(const std::string &text, bool matchCase);

    LogFilter m_filter;
    std::vector<Needle> m_words;
    std::optional<Needle> m_text;
    std::optional<QRegularExpression> m_expression;
    std::optional<ByteFinder> m_likely;
};

} // namespace glovebox::logs
