// Role: takes secrets out of what a server answers, so that one that says back what it was sent does not give them to
// the guest. Pure. Thread: any.
// Best effort, and no more than that: a value that is compressed, escaped, encoded in another way than it was sent or
// cut in two by markup is not found. What keeps a secret safe is that it goes to its own hosts alone.
// Invariants: what comes out is as long as what went in, and in place of a value there is its placeholder, cut or
// filled up; of a stream at most what may be the beginning of a value is held back.
#pragma once

#include "core/base/secret.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::egress {

struct Echo {
    SecretString value;
    std::string instead;  // as long as the value
    bool isOfOne = false; // of one request alone, with what that had besides; else of every one with the secret
};
/// `placeholder`: cut, or filled up with "*".
Echo echoOf(const SecretString &value, const std::string &placeholder);

using Echoes = std::vector<Echo>;

/// What every base64 text that has the value in it shows of it, wherever it stands there and in both alphabets, but for
/// the first and last bytes, whose signs depend on what is beside them.
Echoes echoesInBase64(const SecretString &value, const std::string &placeholder);

/// In a text that is whole.
void takeOut(std::string &text, const Echoes &echoes);

/// In a text that comes in pieces, with what frames them in between.
class EchoStream {
public:
    EchoStream() = default;
    explicit EchoStream(Echoes echoes) : m_echoes(std::move(echoes)) {}

    /// What may go on, of this and of what was held back.
    std::string content(std::string_view bytes);
    /// What is no part of the text, and stands between what came and what comes.
    std::string framing(std::string_view bytes);
    /// The text has ended, perhaps in the middle of a value: then nothing of that passes.
    std::string end();
    std::size_t held() const { return m_text.size() + m_framesSize; }

private:
    std::string release(std::size_t count);
    std::size_t beginningAtEnd() const;

    Echoes m_echoes;
    std::string m_text;                                        // held back
    std::vector<std::pair<std::size_t, std::string>> m_frames; // before which byte of it
    std::size_t m_framesSize = 0;
};

} // namespace glovebox::egress
