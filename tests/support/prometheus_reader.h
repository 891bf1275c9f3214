// Role: reads Prometheus' text exposition format (version 0.0.4) as strictly as its description lets one, so that a
// test can say of a text that every scraper takes it. Thread: any.
#pragma once

#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace testsupport {

struct PrometheusSample {
    std::string name;
    std::map<std::string, std::string> labels;
    double value = 0;
};

struct PrometheusFamily {
    std::string type;
    std::string help;
    std::vector<PrometheusSample> samples;
};

class PrometheusReader {
public:
    explicit PrometheusReader(std::string_view text);

    /// What is wrong with it, with its line; empty: nothing.
    const std::string &problem() const { return m_problem; }
    const std::map<std::string, PrometheusFamily> &families() const { return m_families; }
    /// Of the sample with just these labels; NaN: there is none.
    double value(const std::string &name, const std::map<std::string, std::string> &labels = {}) const;

private:
    static bool isName(std::string_view name, bool colons);
    void comment(std::string_view line);
    void sample(std::string_view line);
    bool labels(std::string_view &rest, std::map<std::string, std::string> &out);
    std::string familyOf(const std::string &sampleName) const;
    void checkHistogram(const std::string &name, const PrometheusFamily &family);
    void wrong(std::string what)
    {
        if (m_problem.empty())
            m_problem = "line " + std::to_string(m_line) + ": " + std::move(what);
    }

    std::map<std::string, PrometheusFamily> m_families;
    std::set<std::string> m_helped;
    std::set<std::string> m_seen; // samples, with their labels
    std::string m_open;           // the family whose samples come now
    std::set<std::string> m_closed;
    std::string m_problem;
    int m_line = 0;
};

} // namespace testsupport
