// Role: SHA-256 of what comes in pieces, and how image formats write it. OpenSSL's: an image's bytes are hashed several
// times, and it does so fifteen times as fast as Qt (decision 0045). Thread: any, one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace glovebox::images {

class RunningDigest {
public:
    RunningDigest();
    void add(std::string_view bytes);
    /// "sha256:…". Nothing can be added afterwards.
    std::string finish();

private:
    struct Free {
        void operator()(evp_md_ctx_st *context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

std::string digestOf(std::string_view bytes);

} // namespace glovebox::images
