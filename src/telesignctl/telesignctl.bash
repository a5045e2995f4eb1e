# SPDX-License-Identifier: BSD-3-Clause
# bash completion for telesignctl(8). What there is to complete it takes from `telesignctl … --help`.

# PROGRAM [COMMAND...]: that command's help. Administrators' programs may not be in a user's PATH.
_telesignctl_help() {
    PATH=$PATH:/usr/sbin:/sbin "$@" --help 2>/dev/null
}

# TITLE HELP: the names below that title, each with what its value is called if it takes one. Arguments are called as
# their values are.
_telesignctl_names() {
    local line inside=''
    while IFS= read -r line; do
        if [[ $line == "$1:" ]]; then
            inside=yes
        elif [[ -z $line ]]; then
            inside=
        elif [[ -n $inside && $line =~ ^'  '(-[a-z],)?([^ ,]+)(' '([^ ]+))?('  '|$|' ...') ]]; then
            printf '%s %s\n' "${BASH_REMATCH[2]}" "${BASH_REMATCH[4]}"
        fi
    done <<<"$2"
}

# NAME: what its value is called, from lines of the above on standard input; fails when the name is not there.
_telesignctl_value_of() {
    local name value
    while read -r name value; do
        if [[ $name == "$1" ]]; then
            printf '%s' "$value"
            return 0
        fi
    done
    return 1
}

# Who can log in, and who stands in phones.ini for those who may read it.
_telesignctl_users() {
    local file=${_telesignctl_phones_file:-/etc/telesign/phones.ini}
    compgen -u
    [[ ! -r $file ]] || sed -nE -e '/^\[phones\]/,/^\[user/s/^([^][;#= ]+) *=.*/\1/p' \
        -e 's/^\[user +(.*[^ ]) *\]$/\1/p' "$file"
}

# CURRENT: the lines of standard input that begin with it. Not compgen -W, which would run what stands in them.
_telesignctl_matching() {
    local line
    while IFS= read -r line; do
        [[ $line != "$1"* || $line == *[^A-Za-z0-9._@+-]* ]] || printf '%s\n' "$line"
    done
}

# NAME VALUE CURRENT: the words for a value.
_telesignctl_words() {
    case $1=$2 in
    *=*[a-z]'|'[a-z]*) tr '|' '\n' <<<"$2" | _telesignctl_matching "$3" ;;
    --socket=* | --config=* | *=FILE | *=PATH*) compgen -f -- "$3" ;;
    *=DIR*) compgen -d -- "$3" ;;
    --group=*) compgen -g -- "$3" ;;
    --service=*) find /etc/pam.d -type f -printf '%f\n' 2>/dev/null | sort | _telesignctl_matching "$3" ;;
    --user=* | *=USER) _telesignctl_users | sort -u | _telesignctl_matching "$3" ;;
    esac
}

_telesignctl() {
    local current=${COMP_WORDS[COMP_CWORD]} helps help options value word at position=0
    local wanted='' wanted_value=''
    local -a command=("$1")
    help=$(_telesignctl_help "$1")
    helps=$help
    for ((at = 1; at < COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        options=$(_telesignctl_names Options "$helps")
        if [[ $word == '=' ]]; then
            continue
        elif [[ -n $wanted ]]; then
            wanted=
        elif [[ $word == -* ]]; then
            wanted_value=$(_telesignctl_value_of "$word" <<<"$options") || wanted_value=
            [[ -z $wanted_value || $wanted_value == '['* ]] || wanted=$word
        elif _telesignctl_names Subcommands "$help" | _telesignctl_value_of "$word" >/dev/null; then
            command+=("$word")
            help=$(_telesignctl_help "${command[@]}")
            helps=$help$'\n\n'$helps # options of the commands above go on
        else
            ((position += 1))
        fi
    done
    [[ $current != '=' ]] || current=
    options=$(_telesignctl_names Options "$helps")
    if [[ -n $wanted ]]; then
        mapfile -t COMPREPLY < <(_telesignctl_words "$wanted" "$wanted_value" "$current")
    elif [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(cut -d ' ' -f 1 <<<"$options" | sort -u | _telesignctl_matching "$current")
    else
        value=$(_telesignctl_names Positionals "$help" | sed -n "$((position + 1))p")
        mapfile -t COMPREPLY < <(
            _telesignctl_names Subcommands "$help" | cut -d ' ' -f 1 | _telesignctl_matching "$current"
            _telesignctl_words '' "${value%% *}" "$current"
        )
    fi
}

complete -F _telesignctl telesignctl
