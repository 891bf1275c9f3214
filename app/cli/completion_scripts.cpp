// Role: what makes bash, zsh and fish complete: each asks `gloveboxctl __complete` for every word, so that what it
// offers is what this very program takes. See self_description.h.
#include "app/cli/self_description.h"

namespace glovebox::cli {

namespace {

constexpr const char *kBash = R"SCRIPT(# gloveboxctl, for bash:  source <(gloveboxctl completion bash)
_gloveboxctl() {
    # Words as they were typed: bash breaks them at ':' and '=', too.
    local line=${COMP_LINE:0:COMP_POINT} words=() word i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $i -eq 0 || $line == [[:space:]]* ]]; then
            line=${line#"${line%%[![:space:]]*}"}
            words+=("")
        fi
        ((i == COMP_CWORD)) && word=$line
        words[-1]+=$word
        line=${line#"$word"}
    done
    local current=${words[-1]} lines directive
    mapfile -t lines < <("$1" __complete "${words[@]:1}" 2>/dev/null)
    ((${#lines[@]} > 0)) || return
    directive=${lines[-1]}
    unset 'lines[-1]'
    COMPREPLY=()
    # What bash took for words of their own stays where it is.
    local kept=""
    [[ $COMP_WORDBREAKS == *:* && $current == *:* ]] && kept=${current%"${current##*:}"}
    [[ $COMP_WORDBREAKS == *=* && $current == *=* && -z $kept ]] && kept=${current%"${current##*=}"}
    for line in "${lines[@]}"; do
        line=${line%%$'\t'*}
        printf -v line '%q' "${line#"$kept"}"
        COMPREPLY+=("$line")
    done
    current=${current#"$kept"}
    case $directive in
    :files) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current") ;;
    :folders) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$current") ;;
    :nospace) compopt -o nospace ;;
    esac
}
complete -F _gloveboxctl gloveboxctl
)SCRIPT";

constexpr const char *kZsh = R"SCRIPT(#compdef gloveboxctl
# gloveboxctl, for zsh:  source <(gloveboxctl completion zsh), or as _gloveboxctl in a folder of $fpath
_gloveboxctl() {
    local -a lines values
    local line directive
    lines=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    directive=${lines[-1]}
    for line in "${(@)lines[1,-2]}"; do
        if [[ $line == *$'\t'* ]]; then
            values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        else
            values+=("${line//:/\\:}")
        fi
    done
    if (( ${#values} )); then
        if [[ $directive == ":nospace" ]]; then
            _describe -t values gloveboxctl values -S ''
        else
            _describe -t values gloveboxctl values
        fi
    fi
    case $directive in
        (:files) _files ;;
        (:folders) _files -/ ;;
    esac
}
if [[ $funcstack[1] == _gloveboxctl ]]; then
    _gloveboxctl "$@"
else
    compdef _gloveboxctl gloveboxctl
fi
)SCRIPT";

constexpr const char *kFish = R"SCRIPT(# gloveboxctl, for fish:  gloveboxctl completion fish | source
function __gloveboxctl_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    set -q lines[1]; or return
    set -q lines[2]; and printf '%s\n' $lines[1..-2]
    switch $lines[-1]
        case ':files'
            __fish_complete_path $current
        case ':folders'
            __fish_complete_directories $current ''
    end
end
complete -c gloveboxctl -f -a '(__gloveboxctl_complete)'
)SCRIPT";

} // namespace

std::string completionScript(const std::string &shell)
{
    return shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish;
}

} // namespace glovebox::cli
